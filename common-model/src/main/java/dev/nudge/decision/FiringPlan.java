package dev.nudge.decision;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.automation.SendMessage;
import dev.nudge.decision.Decision.SkippedAction;
import dev.nudge.decision.Decision.SkippedAction.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * To whom the actions of one follow-up would send (F1, F4).
 *
 * @param actions all actions of the follow-up
 * @param messages those that have a recipient
 * @param skipped the others
 */
record FiringPlan(List<SendMessage> actions, List<Planned> messages, List<SkippedAction> skipped) {

    /**
     * A message to the lead.
     *
     * @param index of the action
     * @param to as it is given to the provider
     * @param key by which recipients are compared, which is part of the message's id (F3)
     */
    record Planned(int index, SendMessage action, String to, String key) {}

    static FiringPlan of(Candidate candidate, int followUp) {
        List<SendMessage> actions = candidate.automation().actionsOf(followUp);
        List<Planned> messages = new ArrayList<>();
        List<SkippedAction> skipped = new ArrayList<>();
        for (int index = 0; index < actions.size(); index++) {
            SendMessage action = actions.get(index);
            AddressKind kind = action.channel().addressKind();
            if (candidate.lead().optedOutOf(action.channel())) {
                skipped.add(new SkippedAction(index, Why.OPTED_OUT));
            } else if (kind == null) {
                Optional<String> url = Optional.ofNullable(candidate.organization().webhookUrl())
                        .filter(text -> !text.isBlank());
                int at = index;
                url.ifPresentOrElse(to -> messages.add(new Planned(at, action, to, to)),
                        () -> skipped.add(new SkippedAction(at, Why.NO_ADDRESS)));
            } else {
                addLeadAddress(candidate, index, action, kind, messages, skipped);
            }
        }
        return new FiringPlan(actions, List.copyOf(messages), List.copyOf(skipped));
    }

    private static void addLeadAddress(Candidate candidate, int index, SendMessage action, AddressKind kind,
            List<Planned> messages, List<SkippedAction> skipped) {
        String text = candidate.lead().text(kind.json());
        if (text == null) {
            skipped.add(new SkippedAction(index, Why.NO_ADDRESS));
            return;
        }
        Address.of(kind, text, candidate.organization().defaultRegion()).ifPresentOrElse(
                address -> messages.add(new Planned(index, action, address.to(), address.key())),
                () -> skipped.add(new SkippedAction(index, Why.BAD_ADDRESS)));
    }

    /** Whether the firing waits for quiet hours and caps: it does unless all its actions use the webhook (W5). */
    boolean isToLeadsAddresses() {
        return actions.stream().anyMatch(action -> action.channel() != Channel.WEBHOOK);
    }

    /** How many messages count for caps. */
    int messagesCounted() {
        return (int) messages.stream().filter(message -> message.action().channel() != Channel.WEBHOOK).count();
    }

    /** Why there is no message: the first want of an address, or the opt-out when that is all there is. */
    Reason emptyReason() {
        return skipped.stream().map(SkippedAction::reason).filter(why -> why != Why.OPTED_OUT).findFirst()
                .map(why -> why == Why.NO_ADDRESS ? Reason.NO_ADDRESS : Reason.BAD_ADDRESS).orElse(Reason.OPTED_OUT);
    }
}
