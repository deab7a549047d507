package dev.nudge.engine.delivery;

import dev.nudge.engine.provider.LookUpResult;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.OutboundMessage;
import dev.nudge.engine.provider.SendResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** A provider that gives the answers of a test in their order, and accepts the message when there are none left. */
final class ScriptedProvider implements MessageProvider {

    private final Deque<SendResult> answers = new ArrayDeque<>();
    private final Deque<LookUpResult> lookUps = new ArrayDeque<>();
    private final List<OutboundMessage> taken = Collections.synchronizedList(new ArrayList<>());
    private boolean recognisesRepeats;
    private Runnable beforeAnswer = () -> {};

    ScriptedProvider answers(SendResult... results) {
        answers.addAll(List.of(results));
        return this;
    }

    ScriptedProvider findsOnLookUp(LookUpResult... results) {
        lookUps.addAll(List.of(results));
        return this;
    }

    ScriptedProvider thatRecognisesRepeats() {
        recognisesRepeats = true;
        return this;
    }

    /** What happens after it has taken a message and before it answers. */
    void beforeItAnswers(Runnable action) {
        beforeAnswer = action;
    }

    /** The ids of the messages that it was given, in their order. */
    List<String> given() {
        return taken.stream().map(OutboundMessage::id).toList();
    }

    /** The message that it was given last. */
    OutboundMessage last() {
        return taken.getLast();
    }

    @Override
    public synchronized SendResult send(OutboundMessage message) {
        taken.add(message);
        beforeAnswer.run();
        SendResult next = answers.poll();
        return next == null ? new SendResult.Accepted("sid-" + message.id(), 1) : next;
    }

    @Override
    public boolean recognisesRepeats() {
        return recognisesRepeats;
    }

    @Override
    public boolean canLookUp() {
        return !lookUps.isEmpty();
    }

    @Override
    public synchronized LookUpResult lookUp(OutboundMessage message, Instant earliest, Instant latest,
            Predicate<String> isOfAnotherMessage) {
        LookUpResult next = lookUps.size() > 1 ? lookUps.remove() : lookUps.element();
        return next instanceof LookUpResult.Found found
                && isOfAnotherMessage.test(String.valueOf(found.accepted().providerId()))
                        ? new LookUpResult.NotFound()
                        : next;
    }
}
