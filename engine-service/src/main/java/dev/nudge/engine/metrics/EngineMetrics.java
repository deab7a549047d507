package dev.nudge.engine.metrics;

import dev.nudge.automation.Channel;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Outcome;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.Note;
import dev.nudge.infrastructure.kafka.GroupLag;
import dev.nudge.message.MessageState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of the engine is named here; docs/metrics.md explains how to use each. Tags have few values: never an
 * organization, a lead or an automation.
 */
public final class EngineMetrics {

    private static final Set<String> KNOWN_CHANNELS = Arrays.stream(Channel.values()).map(Channel::json)
            .collect(Collectors.toUnmodifiableSet());

    /** The buckets of each provider's histogram. */
    private static final Duration[] ATTEMPT_TIMES = IntStream
            .of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000).mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** The provider of a message that has not been handed to one. */
    private static final String NO_PROVIDER = "none";

    /** The result of processing a record of {@code lead.events}. */
    public enum EventResult {
        /** Folded into its lead. */
        APPLIED,
        /** Already applied: its id is known (E5). */
        REPEATED,
        /** Already applied according to its position; its messages and decisions were published again. */
        REPLAYED,
        /** A timer that the lead no longer has (D1), or whose lead cannot be read. */
        STALE,
        /** A timer before its instant (D1). */
        EARLY,
        /** Forwarded to the partition of its lead. */
        FORWARDED,
        /** A record without a value (E6). */
        SKIPPED,
        /** Could not be processed. */
        DEAD_LETTERED
    }

    /** The result for a record, of any topic, that is invalid or whose processing failed. */
    public enum FailedResult {
        /** It was published to the topic's dead letters. */
        DEAD_LETTERED,
        /** It was logged, and is not stored anywhere. */
        PASSED_OVER
    }

    private final MeterRegistry registry;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Note, Counter> notes;
    private final Map<String, Timer> attempts = new ConcurrentHashMap<>();
    private final DistributionSummary batchSize;
    private final Timer batchTime;
    private final Timer lateness;
    private final MultiGauge lags;
    private final MultiGauge committedOffsets;

    public EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.batchSize = DistributionSummary.builder("nudge.batch.size").description("Records per batch")
                .baseUnit("records").publishPercentileHistogram().minimumExpectedValue(1.0)
                .maximumExpectedValue(10_000.0).register(registry);
        this.batchTime = Timer.builder("nudge.batch.time")
                .description("From a batch's arrival to its last record's publication").publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1)).maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
        this.lateness = Timer.builder("nudge.firing.lateness").description("From a timer's due instant to its decision")
                .publishPercentileHistogram().minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10)).register(registry);
        this.notes = Arrays.stream(Note.values()).collect(Collectors.toUnmodifiableMap(note -> note,
                note -> Counter.builder("nudge.event.notes")
                        .description("Applied events in which something was ignored or is doubtful, by note")
                        .tag("note", note.name()).register(registry)));
        this.lags = MultiGauge.builder("nudge.lag")
                .description(
                        "Records that a consumer group has not processed yet, of a partition that is consumed here")
                .baseUnit("records").register(registry);
        this.committedOffsets = MultiGauge.builder("nudge.committed.offset")
                .description("The offset up to which a consumer group has processed a partition that is consumed here")
                .register(registry);
        Gauge.builder("nudge.zone.rules", () -> 1).description("The version of the time zone rules in use")
                .tag("version", ZoneRules.version()).register(registry);
    }

    public void event(String type, EventResult result) {
        String tag = LeadEvent.KNOWN_TYPES.contains(type) ? type : "other";
        counter("nudge.events", "Records of lead.events by result", "type", tag, "result",
                result.name().toLowerCase(Locale.ROOT)).increment();
    }

    /** Counts the result of one record. */
    public void processed(ProcessedEvent event) {
        event(event.type(), event.result());
        event.decisions().forEach(this::decision);
        event.notes().forEach(note -> Objects.requireNonNull(notes.get(note)).increment());
        event.messages().forEach(message -> message(message.channel().json(), NO_PROVIDER, "queued"));
        if (event.dueAt() != null) {
            lateness.record(Duration.between(event.dueAt(), event.at()));
        }
    }

    private void decision(Decision decision) {
        Outcome outcome = decision.outcome();
        counter("nudge.decisions", "Decisions by outcome and reason", "outcome", outcome.name(), "reason",
                decision.reason().name()).increment();
    }

    /** A record of a topic could not be processed. */
    public void failed(String topic, FailedResult result) {
        failures(topic, result).increment();
    }

    private Counter failures(String topic, FailedResult result) {
        return counter("nudge.records.failed", "Records that could not be processed, by topic", "topic", topic,
                "result", result.name().toLowerCase(Locale.ROOT));
    }

    /**
     * A message reached a state.
     *
     * @param provider the name of the provider of its last attempt; null without any
     */
    public void message(String channel, @Nullable Object provider, String state) {
        String tag = KNOWN_CHANNELS.contains(channel) ? channel : "other";
        String lastProvider = provider instanceof String name ? name : NO_PROVIDER;
        counter("nudge.messages", "Messages by the state that they have reached", "channel", tag, "provider",
                lastProvider, "state", state).increment();
    }

    /**
     * A provider has answered an attempt to hand a message over, or has not.
     *
     * @param number of the attempt at this message, from 1
     */
    public void attempt(String provider, String result, int number, Duration time) {
        if (number > 1) {
            counter("nudge.delivery.retries", "Attempts that were not the first one at their message", "provider",
                    provider).increment();
        }
        attempts.computeIfAbsent(provider + " " + result, _ -> Timer.builder("nudge.delivery.attempts")
                .description("Attempts to hand a message to its provider, and how long each took")
                .tag("provider", provider).tag("result", result.toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(ATTEMPT_TIMES).register(registry)).record(time);
    }

    /** Counts the SMS segments that a provider has counted. */
    public void segments(String provider, int segments) {
        counter("nudge.delivery.segments", "SMS segments of the messages that a provider has taken", "provider",
                provider, "channel", "sms").increment(segments);
    }

    /**
     * Registers the gauges of messages in memory that have work to do.
     *
     * @param waiting how many, by channel and state
     * @param oldest how long the first of those that are due has been due
     */
    public void delivery(BiFunction<Channel, MessageState, Number> waiting, Supplier<Duration> oldest) {
        for (Channel channel : Channel.values()) {
            for (MessageState state : List.of(MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN)) {
                Gauge.builder("nudge.delivery.waiting", () -> waiting.apply(channel, state))
                        .description(
                                "Messages in memory that wait to be sent, for the result of a broken attempt, or for"
                                        + " a look-up; later ones are in the database alone")
                        .tag("channel", channel.json()).tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
        TimeGauge.builder("nudge.delivery.oldest", () -> oldest.get().toMillis(), TimeUnit.MILLISECONDS)
                .description("How long the message that is due first has been due").register(registry);
    }

    public void batch(int records, Duration time) {
        batchSize.record(records);
        batchTime.record(time);
    }

    /**
     * Registers the gauges of timers in memory, and of those that are due.
     *
     * @param oldest how long the timer that is due first has been due
     */
    public void timers(Supplier<Number> timersWaiting, Supplier<Number> timersDue, Supplier<Duration> oldest) {
        Gauge.builder("nudge.timers.waiting", timersWaiting)
                .description("Timers of the near future, held in memory; later ones are in the store alone")
                .register(registry);
        Gauge.builder("nudge.timers.due", timersDue)
                .description("Timers that are due and not decided yet").register(registry);
        TimeGauge.builder("nudge.timers.oldest", () -> oldest.get().toMillis(), TimeUnit.MILLISECONDS)
                .description("How long the timer that is due first has been due").register(registry);
    }

    /**
     * Registers the gauges of the registry.
     *
     * @param automations how many it has
     * @param age how long ago it was last known to contain every published change
     */
    public void registry(Supplier<Number> automations, Supplier<Duration> age) {
        Gauge.builder("nudge.registry.automations", automations)
                .description("Automations in this engine's memory, without deleted ones").register(registry);
        TimeGauge.builder("nudge.registry.age", () -> age.get().toMillis(), TimeUnit.MILLISECONDS)
                .description("How long ago the registry was last known to contain every published change")
                .register(registry);
    }

    /** Registers a topic's counters of failures at zero. */
    public void consumed(String topic) {
        Arrays.stream(FailedResult.values()).forEach(result -> failures(topic, result));
    }

    /** The lags of all partitions that are consumed here, in place of those before. */
    public void lags(Map<ConsumerLag.Partition, GroupLag> measured) {
        lags.register(rows(measured, GroupLag::records), true);
        committedOffsets.register(rows(measured, GroupLag::committed), true);
    }

    private static List<MultiGauge.Row<?>> rows(Map<ConsumerLag.Partition, GroupLag> measured,
            ToLongFunction<GroupLag> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        measured.forEach((partition, lag) -> rows.add(MultiGauge.Row.of(
                Tags.of("topic", partition.of().topic(), "group", partition.group(), "partition",
                        String.valueOf(partition.of().partition())),
                value.applyAsLong(lag))));
        return rows;
    }

    private record Series(String name, List<String> tags) {}

    /** @param tags a name and a value each */
    private Counter counter(String name, String description, String... tags) {
        return counters.computeIfAbsent(new Series(name, List.of(tags)), _ -> Counter.builder(name)
                .description(description).tags(tags).register(registry));
    }
}
