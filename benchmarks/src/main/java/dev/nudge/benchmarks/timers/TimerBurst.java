package dev.nudge.benchmarks.timers;

import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.timers.TimerEngine.Due;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Measures the latency of live events, from production until the broker has appended their decision, while several
 * hundred thousand timers become due within a second, and before that, in one run of the same engine.
 */
public final class TimerBurst {

    private static final String LIVE_EVENT = "lead.live";
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final int LIVE_PER_SECOND = Integer.getInteger("live", 100);
    private static final Duration QUIET = Duration.ofSeconds(Integer.getInteger("quiet", 30));
    /** After its start, an engine takes its partitions and their timers over. */
    private static final Duration START = Duration.ofSeconds(20);
    private static final int LEAST_PER_SECOND = 100;

    private final Environment environment;
    private final int size;
    private final WaitingLeads leads;
    private final Duration longestWait;

    /** @param environment new: its engine has never been started */
    public TimerBurst(Environment environment, int size) throws InterruptedException, ExecutionException {
        this.environment = environment;
        this.size = size;
        AppendTimeTopics.create(environment);
        leads = new WaitingLeads(environment);
        longestWait = Duration.ofMinutes(1).plusSeconds(size / LEAST_PER_SECOND);
        TimerAutomations.insert(environment, "at-once", LIVE_EVENT, new Document("triggerLogicType", "event"));
    }

    /** A live event and its decision. */
    private record Live(Instant producedAt, Instant decidedAt) {
        long milliseconds() {
            return Duration.between(producedAt, decidedAt).toMillis();
        }
    }

    public void run() throws InterruptedException {
        environment.startEngine();
        arm();
        environment.stopEngine();
        Instant firstDue = Instant.now().plus(QUIET).plus(START).plusSeconds(size / 1_000);
        leads.makeDue(new Due(0, size, firstDue, WITHIN.toNanos() / 1_000 / size));
        Duration left = Duration.between(Instant.now(), firstDue.minus(QUIET));
        if (left.compareTo(START) < 0) {
            throw new IllegalStateException("Expected " + START.toSeconds() + " s from the start of the engine to the"
                    + " measurement of the live events but found " + left.toSeconds() + " s.");
        }
        environment.startEngine();
        AtomicBoolean over = new AtomicBoolean();
        Thread live = Thread.ofPlatform().start(() -> liveEvents(over));
        long[] mostQueued = {0};
        Instant lastFired;
        try {
            Await.until("%,d timers to fire".formatted(size),
                    Duration.between(Instant.now(), firstDue).plus(longestWait), Duration.ofMillis(100), () -> {
                        mostQueued[0] = Math.max(mostQueued[0], environment.gauge("nudge.timers.waiting"));
                        return environment.count("nudge.firing.lateness") >= size;
                    });
            lastFired = Instant.now();
        } finally {
            over.set(true);
            live.join();
        }
        System.out.printf("burst: %,d timers due within %d ms; fired in %.1f s, %,.0f/s; at most %,d in the queues%n",
                size, WITHIN.toMillis(), Duration.between(firstDue, lastFired).toMillis() / 1e3,
                size * 1e3 / Duration.between(firstDue, lastFired).toMillis(), mostQueued[0]);
        System.out.printf("burst: records out of due order within their partition: %d%n", outOfOrder());
        List<Live> all = live();
        long quiet = print("before it", all.stream().filter(each -> each.producedAt().isAfter(firstDue.minus(QUIET))
                && each.producedAt().isBefore(firstDue.minusSeconds(1))).toList());
        long burst = print("during it", all.stream().filter(each -> each.producedAt().isAfter(firstDue)
                && each.producedAt().isBefore(lastFired)).toList());
        System.out.printf("burst: p99 of live events during it / before it %.2f (aim: at most 1.5)%n",
                (double) burst / quiet);
    }

    /** After many events, the history lags behind; waits for it, so that it does not affect the measurement. */
    private void arm() throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = environment.producer()) {
            WaitingLeads.start(producer, 0, size);
        }
        environment.awaitSize(Topics.AUTOMATION_DECISIONS, size);
        Await.until("the history of %,d decisions".formatted(size), longestWait, Duration.ofMillis(500),
                () -> environment.collection("decisions").countDocuments() >= size);
    }

    private void liveEvents(AtomicBoolean over) {
        try (KafkaProducer<byte[], byte[]> producer = environment.producer()) {
            long next = System.nanoTime();
            for (int i = 0; !over.get(); i++) {
                Await.nanoTime(next);
                next += 1_000_000_000L / LIVE_PER_SECOND;
                String lead = "live-" + i % 2_000;
                var _ = producer.send(TimerAutomations.event(System.currentTimeMillis() + "-" + i, LIVE_EVENT, lead));
            }
        }
    }

    private List<Live> live() {
        List<Live> live = new ArrayList<>();
        environment.forEach(Topics.AUTOMATION_DECISIONS, record -> {
            Map<String, @Nullable Object> decision = JsonCodec.readObject(record.value()).orThrow();
            if (LIVE_EVENT.equals(decision.get("eventType"))) {
                String id = String.valueOf(decision.get("eventId"));
                live.add(new Live(Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))),
                        Instant.ofEpochMilli(record.timestamp())));
            }
        });
        return live;
    }

    private static long print(String when, List<Live> events) {
        long[] times = events.stream().mapToLong(Live::milliseconds).sorted().toArray();
        long p99 = times[times.length * 99 / 100];
        System.out.printf("burst: %,d live events %s, %d/s: p50 %d ms, p99 %d ms, max %d ms%n", times.length, when,
                LIVE_PER_SECOND, times[times.length / 2], p99, times[times.length - 1]);
        return p99;
    }

    private int outOfOrder() {
        Map<Integer, Instant> latest = new HashMap<>();
        AtomicInteger outOfOrder = new AtomicInteger();
        environment.forEach(Topics.LEAD_EVENTS, record -> {
            Map<String, @Nullable Object> event = JsonCodec.readObject(record.value()).orThrow();
            if ("timer.due".equals(event.get("type")) && event.get("data") instanceof Map<?, ?> data) {
                Instant dueAt = Json.instant(String.valueOf(data.get("dueAt"))).orElseThrow();
                Instant before = latest.merge(record.partition(), dueAt,
                        (one, other) -> other.isAfter(one) ? other : one);
                outOfOrder.addAndGet(before.isAfter(dueAt) ? 1 : 0);
            }
        });
        return outOfOrder.get();
    }
}
