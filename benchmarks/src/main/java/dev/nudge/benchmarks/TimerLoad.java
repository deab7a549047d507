package dev.nudge.benchmarks;

import dev.nudge.Topics;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.bson.Document;

/**
 * Measures hundreds of thousands of timers that are due within the same second: the rate and order in which they fire,
 * and the latency of live events beside them. {@link Timers} measures timers alone.
 */
public final class TimerLoad {

    private static final int BURST = Integer.getInteger("burst", 200_000);

    private TimerLoad() {}

    public static void main(String[] arguments) throws Exception {
        try (Site site = new Site()) {
            TimerAutomations.insert(site, TimerBurst.AUTOMATION, "lead.waits", TimerAutomations.after(30, "days"));
            TimerAutomations.insert(site, "at-once", "lead.live", new Document("triggerLogicType", "event"));
            site.startEngine();
            arm(site);
            awaitHistory(site);
            new TimerBurst(site, "burst", BURST).run();
        }
        System.exit(0);
    }

    private static void arm(Site site) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            for (int i = 0; i < BURST; i++) {
                String lead = "burst-" + i;
                var _ = producer.send(TimerAutomations.event(lead, "lead.waits", lead));
            }
        }
        site.awaitSize(Topics.AUTOMATION_DECISIONS, BURST);
    }

    /** After many events, the history lags behind; waits for it, so that it does not affect the next measurement. */
    private static void awaitHistory(Site site) throws InterruptedException {
        while (site.collection("decisions").countDocuments() < site.size(Topics.AUTOMATION_DECISIONS)) {
            Thread.sleep(500);
        }
    }

    static void parkUntil(long nanoTime) {
        while (System.nanoTime() < nanoTime) {
            LockSupport.parkNanos(nanoTime - System.nanoTime());
        }
    }
}
