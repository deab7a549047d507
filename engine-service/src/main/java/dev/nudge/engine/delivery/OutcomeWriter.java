package dev.nudge.engine.delivery;

import dev.nudge.engine.lead.PersonalData;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.BatchProcessor;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores outcomes, in batches, and then reports the sent messages to their leads. While the database or the log is
 * unavailable, the outcomes wait in memory, because what a provider has answered must not be forgotten.
 */
final class OutcomeWriter {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
    private static final int MOST = 500;
    private static final Duration WAIT = Duration.ofMillis(100);

    private final StoredMessages messages;
    private final SentEvents sentEvents;
    private final ProviderOptOuts optOuts;
    private final GoneWebhooks webhooks;
    private final PersonalData personalData;
    private final RecordIsolation isolation;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private List<Outcome> unstored = List.of();

    OutcomeWriter(StoredMessages messages, SentEvents sentEvents, ProviderOptOuts optOuts, GoneWebhooks webhooks,
            PersonalData personalData, RecordIsolation isolation, EngineMetrics metrics,
            InstantSource clock) {
        this.messages = messages;
        this.sentEvents = sentEvents;
        this.optOuts = optOuts;
        this.webhooks = webhooks;
        this.personalData = personalData;
        this.isolation = isolation;
        this.metrics = metrics;
        this.clock = clock;
    }

    void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    boolean isEmpty() {
        return outcomes.isEmpty() && unstored.isEmpty();
    }

    /**
     * Stores the outcomes that have arrived, up to a batch, and waits a moment when there are none.
     *
     * @param then gets each stored outcome
     * @throws RuntimeException if the database or the log is unavailable; the next call stores the same outcomes
     */
    void store(Consumer<Outcome> then) throws InterruptedException {
        if (unstored.isEmpty()) {
            unstored = next();
        }
        List<Outcome> batch = unstored;
        if (batch.isEmpty()) {
            return;
        }
        isolation.process(batch, new BatchProcessor<>() {
            @Override
            public void process(List<Outcome> part) {
                write(part);
            }

            @Override
            public void setAside(Outcome outcome, Throwable failure) {
                LOG.error("The outcome of {} could not be stored", outcome.change().id(), failure);
                messages.change(List.of(plain(outcome)));
            }
        });
        unstored = List.of();
        batch.forEach(outcome -> {
            then.accept(outcome);
            count(outcome);
        });
    }

    private List<Outcome> next() throws InterruptedException {
        List<Outcome> next = new ArrayList<>();
        Outcome first = outcomes.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            next.add(first);
            outcomes.drainTo(next, MOST - 1);
        }
        return next;
    }

    private void write(List<Outcome> part) {
        part.stream().filter(Outcome::optsOut).forEach(outcome -> optOuts.record(outcome.message(), at(outcome)));
        part.stream().filter(Outcome::isGone).forEach(outcome -> webhooks.record(outcome.message(), at(outcome)));
        messages.change(part.stream().map(Outcome::change).toList());
        sentEvents.report(part.stream().filter(Outcome::isSent).map(outcome -> outcome.change().id()).toList());
        personalData.eraseDeleted(part.stream().filter(OutcomeWriter::hasText).map(Outcome::message).toList(),
                "firedAt");
    }

    /** Texts of providers may name the recipient; the lead may have been deleted during the attempt (E10). */
    private static boolean hasText(Outcome outcome) {
        return outcome.change().values().entrySet().stream()
                .anyMatch(value -> value.getKey().startsWith("attempts.")
                        || value.getKey().equals("providerText") && value.getValue() != null);
    }

    /** When the outcome became known: the same each time that it is stored, as the ids of its events are. */
    private Instant at(Outcome outcome) {
        return outcome.change().values().get("stateAt") instanceof Date at ? at.toInstant() : clock.instant();
    }

    /** Only the state, because any other field may be the cause of the failure. */
    private MessageChange plain(Outcome outcome) {
        MessageChange change = outcome.change();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("state", outcome.isSent() ? MessageState.SENT.name() : MessageState.UNKNOWN.name());
        values.put("stateAt", Date.from(at(outcome)));
        values.put("sentAt", change.values().get("sentAt"));
        values.put("nextAttemptAt", outcome.isSent() ? change.values().get("nextAttemptAt") : null);
        return new MessageChange(change.id(), change.states(), change.claim(), values, null);
    }

    private void count(Outcome outcome) {
        MessageState reached = outcome.reached();
        if (reached != null) {
            Document attempt = outcome.change().attempt();
            if (attempt != null && outcome.change().values().get("segments") instanceof Integer segments) {
                metrics.segments(attempt.getString("provider"), segments);
            }
            metrics.message(String.valueOf(outcome.message().get("channel")),
                    attempt == null ? outcome.message().get("provider") : attempt.get("provider"),
                    reached.name().toLowerCase(Locale.ROOT));
        }
    }
}
