package dev.nudge.benchmarks;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.Topics;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/**
 * Measures the latency of live events, from production to the publication of their decision, while several hundred
 * thousand timers become due within a second, and before that, in one run of the same engine.
 */
final class TimerBurst {

    static final String AUTOMATION = "in-30-days";
    private static final int GROUPS = 100;
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final int LIVE_PER_SECOND = Integer.getInteger("live", 100);
    private static final Duration QUIET = Duration.ofSeconds(Integer.getInteger("quiet", 30));

    private final Site site;
    private final String leads;
    private final int size;

    /** @param leads the prefix of the leads' ids, which are numbered; each has a waiting timer of 30 days */
    TimerBurst(Site site, String leads, int size) {
        this.site = site;
        this.leads = leads;
        this.size = size;
    }

    /** A live event and its decision. */
    private record Live(Instant producedAt, Instant decidedAt) {
        long milliseconds() {
            return Duration.between(producedAt, decidedAt).toMillis();
        }
    }

    void run() throws Exception {
        site.stopEngine();
        Instant firstDue = Instant.now().plus(QUIET).plusSeconds(20 + size / 2_000);
        makeDue(firstDue);
        site.startEngine();
        AtomicBoolean over = new AtomicBoolean();
        Thread live = Thread.ofPlatform().start(() -> liveEvents(over));
        long mostQueued = 0;
        while (site.count("nudge.firing.lateness") < size) {
            mostQueued = Math.max(mostQueued, site.gauge("nudge.timers.waiting"));
            Thread.sleep(100);
        }
        Instant lastFired = Instant.now();
        over.set(true);
        live.join();
        System.out.printf("burst: %,d timers due within %d ms; fired in %.1f s, %,.0f/s; at most %,d in the queues%n",
                size,
                WITHIN.toMillis(), Duration.between(firstDue, lastFired).toMillis() / 1e3,
                size * 1e3 / Duration.between(firstDue, lastFired).toMillis(), mostQueued);
        System.out.printf("burst: records out of due order within their partition: %d%n", outOfOrder());
        List<Live> all = live();
        long quiet = print("before it", all.stream().filter(each -> each.producedAt().isAfter(firstDue.minus(QUIET))
                && each.producedAt().isBefore(firstDue.minusSeconds(1))).toList());
        long burst = print("during it", all.stream().filter(each -> each.producedAt().isAfter(firstDue)
                && each.producedAt().isBefore(lastFired)).toList());
        System.out.printf("burst: p99 of live events during it / before it %.2f (aim: at most 2)%n",
                (double) burst / quiet);
    }

    /** Sets the due instants in the database; the engine must not run. */
    private void makeDue(Instant first) {
        for (int group = 0; group < GROUPS; group++) {
            Date due = Date.from(first.plus(WITHIN.multipliedBy(group).dividedBy(GROUPS)));
            int each = group;
            List<String> ids = IntStream.range(0, size).filter(i -> i % GROUPS == each)
                    .mapToObj(i -> TimerAutomations.ORGANIZATION + ":" + leads + "-" + i).toList();
            site.collection("leads").updateMany(Filters.in("_id", ids), Updates.combine(Updates.set("nextDueAt", due),
                    Updates.set("automations." + AUTOMATION + ".runs.0.dueAt", due)));
        }
    }

    private void liveEvents(AtomicBoolean over) {
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            long next = System.nanoTime();
            for (int i = 0; !over.get(); i++) {
                TimerLoad.parkUntil(next);
                next += 1_000_000_000L / LIVE_PER_SECOND;
                String lead = "live-" + i % 2_000;
                var _ = producer.send(TimerAutomations.event(System.currentTimeMillis() + "-" + i, "lead.live", lead));
            }
        }
    }

    private List<Live> live() {
        List<Live> live = new ArrayList<>();
        site.forEach(Topics.AUTOMATION_DECISIONS, record -> {
            Map<String, @Nullable Object> decision = JsonCodec.readObject(record.value()).orThrow();
            if ("lead.live".equals(decision.get("eventType"))) {
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
        site.forEach(Topics.LEAD_EVENTS, record -> {
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
