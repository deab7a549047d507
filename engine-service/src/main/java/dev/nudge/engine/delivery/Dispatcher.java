package dev.nudge.engine.delivery;

import dev.nudge.engine.delivery.MessageQueues.Admission;
import dev.nudge.engine.delivery.ProviderRoutes.Route;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.record.BatchProcessor;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Hands over what is due: takes messages from the queues, checks them once more, claims them in their documents, and
 * sends each on a thread of its own. It never waits for a provider.
 */
final class Dispatcher implements MessageQueues.Gate<Dispatcher.Work> {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** The reason of a message whose template was not known when it fired (F5). */
    private static final String TEMPLATE_MISSING = "TEMPLATE_MISSING";
    /** Names the message in the log lines of its attempts. */
    private static final String CORRELATION = "correlationId";
    private static final int MOST = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** How often the database is asked for queues with work that are not in memory. */
    private static final Duration SEARCH = Duration.ofMinutes(1);
    private static final Duration SEARCH_AFTER_FAILURE = Duration.ofSeconds(10);

    /** What is to be done about a due message. */
    sealed interface Work {

        Document message();

        /** A place at the provider is reserved. */
        record Send(Document message, String provider) implements Work {}

        record End(Document message, MessageState state, @Nullable String reason) implements Work {}

        /** Its attempt has had no result for too long. */
        record BrokenOff(Document message) implements Work {}

        record LookUp(Document message) implements Work {}

        /** It may have been sent after the backup from which the database was restored. */
        record Restored(Document message) implements Work {}

        /** It was sent, and its lead may not know yet. */
        record Report(Document message) implements Work {}
    }

    private final StoredMessages messages;
    private final Claims claims;
    private final MessageQueues queues;
    private final ProviderRoutes routes;
    private final OutcomeRules rules;
    private final OutcomeWriter outcomes;
    private final SentEvents sentEvents;
    private final Attempts attempts;
    private final LookUps lookUps;
    private final Restoration restoration;
    private final PreSendCheck preSendCheck;
    private final RecordIsolation isolation;
    private final Supplier<Collection<Integer>> partitions;
    private final InstantSource clock;
    private final Executor senders;
    private final Semaphore lookUpPlaces = new Semaphore(MessageProvider.LOOK_UPS);
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    /** The messages with a place at a provider whose attempt is not begun. */
    private final Set<String> reserved = new HashSet<>();
    private Instant nextSearch = Instant.MIN;

    /**
     * @param partitions of {@code message.commands} whose messages this engine sends
     * @param senders runs each attempt on a thread that may block
     */
    Dispatcher(StoredMessages messages, MessageQueues queues, ProviderRoutes routes, OutcomeRules rules,
            OutcomeWriter outcomes, SentEvents sentEvents, PreSendCheck preSendCheck, Attempts attempts,
            LookUps lookUps, Restoration restoration, RecordIsolation isolation,
            Supplier<Collection<Integer>> partitions, InstantSource clock, Executor senders) {
        this.messages = messages;
        this.claims = new Claims(messages);
        this.queues = queues;
        this.routes = routes;
        this.rules = rules;
        this.outcomes = outcomes;
        this.sentEvents = sentEvents;
        this.attempts = attempts;
        this.lookUps = lookUps;
        this.restoration = restoration;
        this.preSendCheck = preSendCheck;
        this.isolation = isolation;
        this.partitions = partitions;
        this.clock = clock;
        this.senders = senders;
    }

    /**
     * Starts all work that is due and permitted, up to a batch.
     *
     * @return when there may be more
     * @throws RuntimeException if the database is unavailable; the messages are found again later
     */
    Instant dispatch() {
        Instant now = now();
        read(now);
        MessageQueues.Taken<Work> taken = queues.take(now, MOST, this);
        try {
            isolation.process(taken.work(), new BatchProcessor<>() {
                @Override
                public void process(List<Work> part) {
                    start(part, now);
                }

                @Override
                public void setAside(Work work, Throwable failure) {
                    release(work);
                    LOG.error("Sending {} failed", idOf(work.message()), failure);
                    if (work instanceof Work.Report) {
                        messages.reported(List.of(idOf(work.message())));
                        return;
                    }
                    end(work.message(), work instanceof Work.Restored ? MessageState.UNKNOWN : MessageState.FAILED,
                            "Sending failed because of a defect of Nudge; see the engine's log.", now);
                }
            });
        } catch (RuntimeException outage) {
            taken.work().stream().filter(work -> !underWay.contains(idOf(work.message()))).forEach(work -> {
                release(work);
                queues.offer(work.message());
            });
            throw outage;
        }
        return taken.nextAt();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Another engine may have stored work of a partition that this engine owns now. */
    void search() {
        nextSearch = Instant.MIN;
    }

    private void read(Instant now) {
        Collection<Integer> owned = partitions.get();
        if (!now.isBefore(nextSearch)) {
            nextSearch = now.plus(SEARCH_AFTER_FAILURE); // what is in memory does not wait for a search that fails
            messages.queues(owned).forEach(queues::found);
            nextSearch = now.plus(SEARCH);
        }
        for (String queue : queues.toBeRead()) {
            try {
                Set<String> underWayBefore = Set.copyOf(underWay);
                int limit = queues.capacity();
                queues.read(queue, messages.dueFirst(queue, owned, limit), limit, underWayBefore);
            } catch (RuntimeException unavailable) {
                queues.found(queue);
                throw unavailable;
            }
        }
    }

    @Override
    public Admission<Work> admit(Document message) {
        Instant now = now();
        MessageState state = MessageState.named(message.getString("state")).orElse(MessageState.QUEUED);
        if (isRestored(message)) {
            return new Admission.Admitted<>(new Work.Restored(message));
        }
        if (state == MessageState.SENDING) {
            return new Admission.Admitted<>(new Work.BrokenOff(message));
        }
        if (state == MessageState.SENT || state == MessageState.DELIVERED) {
            return new Admission.Admitted<>(new Work.Report(message));
        }
        if (state == MessageState.UNKNOWN) {
            return new Admission.Admitted<>(new Work.LookUp(message));
        }
        if (isOver(message)) {
            return new Admission.Admitted<>(new Work.End(message, MessageState.EXPIRED, null));
        }
        if (message.get("failure") instanceof String failure) {
            return new Admission.Admitted<>(new Work.End(message, MessageState.FAILED, failure));
        }
        return switch (routes.reserve(message, now)) {
            case Route.To(String provider) -> {
                reserved.add(idOf(message));
                yield new Admission.Admitted<>(new Work.Send(message, provider));
            }
            case Route.Later(Instant until) -> new Admission.Blocked<>(until);
            case Route.None() -> new Admission.Admitted<>(new Work.End(message, MessageState.FAILED,
                    "No provider of the channel is configured any more."));
        };
    }

    @Override
    public boolean passes(Document message) {
        return !isQueued(message) || isOver(message) || isRestored(message);
    }

    private static boolean isQueued(Document message) {
        return MessageState.QUEUED.name().equals(message.getString("state"));
    }

    private boolean isRestored(Document message) {
        return (isQueued(message) || MessageState.SENDING.name().equals(message.getString("state")))
                && restoration.mayHaveSent(message);
    }

    /** F5, G3: it must not leave any more. */
    private boolean isOver(Document message) {
        Instant now = now();
        return isQueued(message)
                && (message.get("notAfter") instanceof Date notAfter && !now.isBefore(notAfter.toInstant())
                        || !now.isBefore(routes.deadline(message)));
    }

    private void start(List<Work> due, Instant now) {
        sentEvents
                .report(due.stream().filter(Work.Report.class::isInstance).map(work -> idOf(work.message())).toList());
        List<Work.Send> sends = new ArrayList<>();
        for (Work work : due) {
            switch (work) {
                case Work.Send send -> sends.add(send);
                case Work.End(Document message, MessageState state, String reason) -> end(message, state, reason, now);
                case Work.BrokenOff(Document message) -> brokenOff(message, now);
                case Work.LookUp(Document message) -> lookUp(message, now);
                case Work.Restored(Document message) -> {
                    if (underWay.add(idOf(message))) {
                        outcomes.add(restoration.unknown(message, now));
                    }
                }
                case Work.Report _ -> {
                }
            }
        }
        if (!sends.isEmpty()) {
            send(sends, now);
        }
    }

    private void send(List<Work.Send> sends, Instant now) {
        PreSendCheck.Result checked = preSendCheck.of(sends.stream().map(Work.Send::message).toList(), now);
        Map<String, List<Work.Send>> byProvider = new HashMap<>();
        for (Work.Send send : sends) {
            PreSendCheck.Ended refused = checked.ended().get(idOf(send.message()));
            if (refused == null && !(send.message().get("text") instanceof String) && !routes.isLog(send.provider())) {
                refused = new PreSendCheck.Ended(MessageState.FAILED, TEMPLATE_MISSING);
            }
            if (refused == null) {
                byProvider.computeIfAbsent(send.provider(), _ -> new ArrayList<>()).add(send);
            } else {
                release(send);
                end(send.message(), refused.state(), refused.reason(), now);
            }
        }
        byProvider.forEach((provider, admitted) -> send(provider, admitted, checked));
    }

    private void end(Document message, MessageState state, @Nullable String reason, Instant now) {
        if (underWay.add(idOf(message))) {
            outcomes.add(OutcomeRules.withoutAttempt(message, state, reason, now));
        }
    }

    private void send(String provider, List<Work.Send> sends, PreSendCheck.Result checked) {
        String claim = UUID.randomUUID().toString();
        Instant now = now();
        Set<String> claimed = claims.claim(sends.stream().map(send -> idOf(send.message())).toList(), provider,
                claim, now, now.plus(routes.lease(provider)));
        for (Work.Send send : sends) {
            String id = idOf(send.message());
            if (claimed.contains(id)) {
                underWay.add(id);
                reserved.remove(id);
                Attempt attempt = new Attempt(send.message(), provider, Attempt.made(send.message()) + 1, now, claim);
                inBackground(send.message(),
                        () -> attempts.make(attempt, checked.lastWhatsAppAt(send.message()), outcomes::add));
            } else {
                release(send);
                queues.found(String.valueOf(send.message().getString("queue")));
            }
        }
    }

    private void inBackground(Document message, Runnable task) {
        senders.execute(() -> {
            try (MDC.MDCCloseable _ = MDC.putCloseable(CORRELATION, idOf(message))) {
                task.run();
            } catch (RuntimeException | Error defect) {
                LOG.error("Sending {} failed; it is tried again later", idOf(message), defect);
                underWay.remove(idOf(message));
            }
        });
    }

    /**
     * The engine that made the attempt was killed, unless it is this one: its attempt goes on, or was not begun because
     * the database did not confirm the claim.
     */
    private void brokenOff(Document message, Instant now) {
        Attempt attempt = Attempt.lastOf(message);
        if (underWay.contains(idOf(message))) {
            queues.offer(new Document(message).append("nextAttemptAt",
                    Date.from(now.plus(routes.lease(attempt.provider())))));
        } else if (claims.isUnconfirmed(attempt.claim())) {
            underWay.add(idOf(message));
            outcomes.add(OutcomeRules.notBegun(attempt, now, now));
        } else {
            underWay.add(idOf(message));
            outcomes.add(rules.unknown(attempt, "INTERRUPTED",
                    "The engine stopped before it could store the provider's answer.", now));
        }
    }

    /** Look-ups have a number of their own at a time; the others are asked for a second later. */
    private void lookUp(Document message, Instant now) {
        if (!lookUpPlaces.tryAcquire()) {
            queues.offer(new Document(message).append("nextAttemptAt", Date.from(now.plus(PAUSE))));
        } else if (underWay.add(idOf(message))) {
            inBackground(message, () -> {
                try {
                    outcomes.add(lookUps.of(message));
                } finally {
                    lookUpPlaces.release();
                }
            });
        } else {
            lookUpPlaces.release();
        }
    }

    private void release(Work work) {
        if (work instanceof Work.Send send && reserved.remove(idOf(send.message()))) {
            routes.cancel(send.provider(), send.message(), clock.instant());
        }
    }

    /** The outcome is stored. */
    void finished(String id) {
        underWay.remove(id);
    }

    boolean isIdle() {
        return underWay.isEmpty();
    }

    private static String idOf(Document message) {
        return message.getString("_id");
    }
}
