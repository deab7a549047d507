package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TopicReader.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many timers at once, and a steady rate of timers: each fires once, not early, and in the order of the due instants.
 * The lateness, by the broker's clock, is printed; {@code -Dnudge.timers=10000} sets the number of timers.
 */
class ManyTimersTest {

    private static final String ORGANIZATION = "timers";
    private static final int TIMERS = Integer.getInteger("nudge.timers", 3_000);
    private static final int TIMERS_IN_A_ROW = TIMERS / 5;

    @TempDir
    static Path directory;
    static StandaloneProcess nudge;
    static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        nudge = new StandaloneProcess(directory).start();
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", nudge.bootstrapServers(), "linger.ms", 5),
                new ByteArraySerializer(), new ByteArraySerializer());
        Client client = nudge.user(ORGANIZATION, "user");
        Map.of("burst", 15, "stream", 5).forEach((name, delay) -> client.post("/api/automations",
                Map.of("name", name, "event", name + ".started", "triggerLogicType", "timer", "timerLogic",
                        Map.of("delay", delay, "unit", "seconds"), "actions",
                        Map.of("sendMessage", List.of(Map.of("template", "none", "channel", "sms"))))));
        Probe.in(nudge).awaitFiring();
    }

    @AfterAll
    static void stop() {
        producer.close();
        nudge.close();
    }

    @Test // D1, D5
    void timers_due_at_once_fire_in_the_order_of_their_due_instants() {
        long before = published();
        for (int i = 0; i < TIMERS; i++) {
            start("burst", i);
        }
        producer.flush();
        Firings firings = firings("burst", before, TIMERS);
        System.out.println(TIMERS + " timers due within " + firings.spreadOfDue().toMillis() + " ms: " + firings);
        assertThat(firings.lateness(0.0)).as("lateness of the first").isGreaterThanOrEqualTo(Duration.ZERO);
        assertThatTimersCameInDueOrder("burst");
    }

    @Test
    void a_hundred_timers_a_second_fire_in_the_order_of_their_due_instants() throws InterruptedException {
        int count = TIMERS_IN_A_ROW;
        long before = published();
        AtomicInteger started = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(count);
        try (ScheduledExecutorService everyTenMilliseconds = Executors.newSingleThreadScheduledExecutor()) {
            var ticking = everyTenMilliseconds.scheduleAtFixedRate(() -> {
                int number = started.getAndIncrement();
                if (number < count) { // it may tick again before it is cancelled
                    start("stream", number);
                    all.countDown();
                }
            }, 0, 10, TimeUnit.MILLISECONDS);
            assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
            ticking.cancel(false);
        }
        producer.flush();
        Firings firings = firings("stream", before, count);
        System.out.println("100 timers a second: " + firings);
        assertThat(firings.lateness(0.0)).as("lateness of the first").isGreaterThanOrEqualTo(Duration.ZERO);
        assertThatTimersCameInDueOrder("stream");
    }

    private static void start(String automation, int number) {
        String leadId = automation + "-" + number;
        var _ = producer.send(new ProducerRecord<>("lead.events", leadId.getBytes(StandardCharsets.UTF_8),
                JsonCodec.write(Map.of("id", leadId, "type", automation + ".started", "organizationId", ORGANIZATION,
                        "leadId", leadId, "lead", Map.of("phone", "+14155550100")))));
    }

    /** Counts records until all have fired, which hardly costs the process anything. */
    private static Firings firings(String automation, long before, int count) {
        await("all to fire").atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(1))
                .until(() -> published() - before >= 3L * count); // a decision when it started, another, and a message
        Map<String, Instant> due = decided(automation, "STARTED").stream().collect(
                Collectors.toMap(entry -> entry.text("leadId"), entry -> Instant.parse(entry.text("dueAt"))));
        List<Entry> fired = decided(automation, "FIRED");
        List<Entry> messages = of(automation, nudge.topics().read("message.commands", ORGANIZATION));
        assertThat(fired).hasSize(count);
        assertThat(messages).hasSize(count);
        return new Firings(List.copyOf(due.values()), since(due, fired, entry -> Instant.parse(entry.text("at"))),
                since(due, messages, Entry::timestamp));
    }

    private static List<Duration> since(Map<String, Instant> due, List<Entry> entries,
            Function<Entry, Instant> instant) {
        return entries.stream().map(entry -> Duration.between(due.getOrDefault(entry.text("leadId"), Instant.MIN),
                instant.apply(entry))).sorted().toList();
    }

    /** @param lateness from the due instant to the append of the timer's record, which precedes the message's record */
    private record Firings(List<Instant> due, List<Duration> lateness, List<Duration> toMessage) {

        Duration spreadOfDue() {
            return Duration.between(due.stream().min(Instant::compareTo).orElseThrow(),
                    due.stream().max(Instant::compareTo).orElseThrow());
        }

        Duration lateness(double quantile) {
            return at(lateness, quantile);
        }

        private static Duration at(List<Duration> sorted, double quantile) {
            return sorted.get(Math.max(0, (int) Math.ceil(quantile * sorted.size()) - 1));
        }

        private static String percentiles(List<Duration> sorted) {
            return "p50 %d ms, p99 %d ms, max %d ms".formatted(at(sorted, 0.5).toMillis(), at(sorted, 0.99).toMillis(),
                    at(sorted, 1.0).toMillis());
        }

        @Override
        public String toString() {
            return "decided " + percentiles(lateness) + "; message published " + percentiles(toMessage);
        }
    }

    private static long published() {
        return nudge.topics().count("automation.decisions") + nudge.topics().count("message.commands");
    }

    private static List<Entry> decided(String automation, String outcome) {
        return of(automation, nudge.topics().read("automation.decisions", ORGANIZATION)).stream()
                .filter(entry -> outcome.equals(entry.get("outcome"))).toList();
    }

    private static List<Entry> of(String automation, List<Entry> entries) {
        return entries.stream().filter(entry -> entry.text("leadId").startsWith(automation + "-")).toList();
    }

    private static void assertThatTimersCameInDueOrder(String automation) {
        Map<Integer, List<String>> dueByPartition = of(automation, nudge.topics().read("lead.events", ORGANIZATION))
                .stream().filter(entry -> "timer.due".equals(entry.get("type"))).collect(Collectors.groupingBy(
                        Entry::partition, Collectors.mapping(ManyTimersTest::dueAt, Collectors.toList())));
        assertThat(dueByPartition).hasSize(8).allSatisfy((partition, due) -> assertThat(due).as("partition %d",
                partition).isSorted());
    }

    private static String dueAt(Entry timer) {
        return timer.json().get("data") instanceof Map<?, ?> data ? String.valueOf(data.get("dueAt")) : "none";
    }
}
