package dev.nudge.benchmarks;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import dev.nudge.Topics;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Measures thousands of timers: the memory of waiting timers, the rate and order in which timers fire that are due
 * within the same second, and the lateness of timers at a constant rate.
 */
public final class TimerLoad {

    private static final String ORGANIZATION = "org-timers";
    private static final String QUEUED = "nudge.timers.waiting";
    private static final int WAITING = Integer.getInteger("waiting", 100_000);
    private static final int BURST = Integer.getInteger("burst", 200_000);
    private static final int PER_SECOND = Integer.getInteger("perSecond", 100);
    private static final int SECONDS = Integer.getInteger("seconds", 30);

    private static final Document SEND = new Document("sendMessage",
            List.of(new Document("template", "hello").append("channel", "sms")));

    private final Site site;

    private boolean timersSet;

    private TimerLoad(Site site) {
        this.site = site;
    }

    public static void main(String[] arguments) throws Exception {
        try (Site site = new Site()) {
            new TimerLoad(site).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        automation("in-30-days", "lead.waits", after(30, "days"));
        automation("in-2-seconds", "lead.steady", after(2, "seconds"));
        automation("at-once", "lead.live", new Document("triggerLogicType", "event"));
        site.startEngine();
        waiting();
        steady();
        burst();
    }

    private static Document after(int delay, String unit) {
        return new Document("triggerLogicType", "timer").append("timerLogic",
                new Document("delay", delay).append("unit", unit));
    }

    private void automation(String id, String event, Document logic) {
        Document automation = new Document("_id", id).append("organizationId", ORGANIZATION).append("userId", "user-1")
                .append("version", 1).append("name", id).append("event", event).append("actions", SEND);
        automation.putAll(logic);
        site.collection("automations").insertOne(automation);
        site.collection("users").updateOne(Filters.eq("_id", ORGANIZATION + ":user-1"),
                new Document("$set", new Document("organizationId", ORGANIZATION).append("userId", "user-1")
                        .append("automations." + id, new Document("enabled", true).append("version", 1))),
                new UpdateOptions().upsert(true));
    }

    /** Sets the same number of timers twice and measures the memory that they use. */
    private void waiting() throws InterruptedException {
        restart();
        System.out.printf("live heap without timers %,d KiB%n", liveHeap() / 1024);
        for (int round = 1; round <= 2; round++) {
            long start = System.nanoTime();
            send("lead.waits", "waiting-" + round, WAITING, 0);
            site.awaitSize(Topics.AUTOMATION_DECISIONS, (long) round * WAITING);
            System.out.printf("%,d timers set in %.1f s%n", WAITING, (System.nanoTime() - start) / 1e9);
            awaitHistory();
            timersSet = true;
            restart();
            System.out.printf("live heap with %,d timers waiting, after a restart %,d KiB; in the queues: %,d%n",
                    round * WAITING, liveHeap() / 1024, site.gauge(QUEUED));
        }
    }

    private void restart() throws InterruptedException {
        site.stopEngine();
        site.startEngine();
        long before = -1;
        for (long queued = site.gauge(QUEUED); queued != before
                || queued == 0 && timersSet; queued = site.gauge(QUEUED)) {
            before = queued;
            Thread.sleep(5_000); // the engine is filling the queues from the store
        }
    }

    /** After many events, the history lags behind; waits for it, so that it does not affect the next measurement. */
    private void awaitHistory() throws InterruptedException {
        while (site.collection("decisions").countDocuments() < site.size(Topics.AUTOMATION_DECISIONS)) {
            Thread.sleep(500);
        }
    }

    private void burst() throws Exception {
        long before = site.size(Topics.AUTOMATION_DECISIONS);
        send("lead.waits", "burst", BURST, 0);
        site.awaitSize(Topics.AUTOMATION_DECISIONS, before + BURST);
        awaitHistory();
        new TimerBurst(site, ORGANIZATION, "burst", BURST).run();
    }

    private void steady() throws InterruptedException {
        awaitHistory();
        long before = site.size(Topics.MESSAGE_COMMANDS);
        int count = PER_SECOND * SECONDS;
        send("lead.steady", "steady", count, 1_000_000_000L / PER_SECOND);
        site.awaitSize(Topics.MESSAGE_COMMANDS, before + count);
        long[] lateness = fired("in-2-seconds").stream()
                .mapToLong(fired -> Duration.between(fired.dueAt(), fired.at()).toMillis()).sorted().toArray();
        System.out.printf("lateness at %d timers/s: p50 %d ms, p99 %d ms, max %d ms (aim: p99 under 250 ms)%n",
                PER_SECOND,
                lateness[lateness.length / 2], lateness[lateness.length * 99 / 100], lateness[lateness.length - 1]);
    }

    private void send(String type, String leads, int count, long nanosBetween) {
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            long next = System.nanoTime();
            for (int i = 0; i < count; i++) {
                String lead = leads + "-" + i;
                var _ = producer.send(event(lead, type, lead));
                next += nanosBetween;
                parkUntil(next);
            }
        }
    }

    static ProducerRecord<byte[], byte[]> event(String id, String type, String lead) {
        return new ProducerRecord<>(Topics.LEAD_EVENTS, lead.getBytes(StandardCharsets.UTF_8),
                JsonCodec.write(Map.of("id", id, "type", type, "organizationId", ORGANIZATION, "leadId", lead, "lead",
                        Map.of("phone", "+14155550100", "firstName", "Ana", "status", "New lead"))));
    }

    static void parkUntil(long nanoTime) {
        while (System.nanoTime() < nanoTime) {
            LockSupport.parkNanos(nanoTime - System.nanoTime());
        }
    }

    /** A timer's due instant, and the instant of the decision that fired it. */
    private record Fired(Instant dueAt, Instant at) {}

    private List<Fired> fired(String automationId) {
        Map<String, Instant> due = new HashMap<>();
        Map<String, Instant> at = new HashMap<>();
        site.forEach(Topics.AUTOMATION_DECISIONS, record -> {
            Map<String, @Nullable Object> decision = JsonCodec.readObject(record.value()).orThrow();
            if (automationId.equals(decision.get("automationId"))) {
                String lead = String.valueOf(decision.get("leadId"));
                if ("STARTED".equals(decision.get("outcome"))) {
                    due.put(lead, instant(decision.get("dueAt")));
                } else {
                    at.put(lead, instant(decision.get("at")));
                }
            }
        });
        return due.entrySet().stream()
                .map(entry -> new Fired(entry.getValue(), Objects.requireNonNull(at.get(entry.getKey())))).toList();
    }

    private static Instant instant(@Nullable Object text) {
        return Json.instant(String.valueOf(text)).orElseThrow();
    }

    private static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
