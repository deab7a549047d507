package dev.nudge.benchmarks;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.environment.ProcessorTime;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Measures delivery through Twilio's protocol to a server that takes 100 ms for each message: messages per second, the
 * same beside a provider of another channel that does not answer, and the pace and order of many messages that are due
 * at once.
 */
public final class Delivery implements AutoCloseable {

    private static final int MESSAGES = Integer.getInteger("messages", 10_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 2);
    private static final int CONCURRENCY = Integer.getInteger("concurrency", 400);
    private static final int HANGING = Integer.getInteger("hanging", 1_000);
    private static final int PACED = Integer.getInteger("paced", 3_000);
    private static final int PER_SECOND = Integer.getInteger("perSecond", 50);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration ANSWER = Duration.ofMillis(Integer.getInteger("answer", 100));

    private final Environment environment;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Instant> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    /** Holds back the answers of the webhooks' endpoint. */
    private volatile CountDownLatch held = new CountDownLatch(1);
    private final HttpServer twilio;
    private final HttpServer hanging;

    private Delivery(Environment environment) throws IOException {
        this.environment = environment;
        twilio = server(this::answer);
        hanging = server(this::hang);
    }

    public static void main(String[] arguments) throws Exception {
        // By default, the server closes connections between two requests when more than 200 are idle.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        System.setProperty("sun.net.httpserver.idleInterval", "600");
        try (Environment environment = new Environment(); Delivery delivery = new Delivery(environment)) {
            delivery.rates();
            delivery.pace();
        }
        System.exit(0);
    }

    /** What a server does about a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private HttpServer server(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                answer.to(exchange);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        arrivals.add(Instant.now());
        Thread.sleep(ANSWER);
        byte[] body = JsonCodec.write(Map.of("sid", "SM" + UUID.randomUUID(), "num_segments", "1"));
        exchange.sendResponseHeaders(201, body.length);
        exchange.getResponseBody().write(body);
        answered.incrementAndGet();
    }

    private void hang(HttpExchange exchange) throws IOException, InterruptedException {
        unanswered.incrementAndGet();
        held.await();
        exchange.sendResponseHeaders(204, -1);
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void startEngine(int perSecond) throws InterruptedException {
        String main = "nudge.delivery.providers.main.";
        String hooks = "nudge.delivery.providers.hooks.";
        environment.startEngine("nudge.delivery.channels.sms=main", "nudge.delivery.channels.webhook=hooks",
                main + "type=twilio", main + "base-url=" + url(twilio), main + "account-sid=AC1",
                main + "auth-token=token", main + "from=+15005550006", main + "per-second=" + perSecond,
                main + "concurrency=" + CONCURRENCY, main + "timeout=1m", hooks + "type=webhook",
                hooks + "secrets=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", hooks + "allow-http=true",
                hooks + "allow-private-addresses=true", hooks + "per-second=100000",
                hooks + "concurrency=" + CONCURRENCY, hooks + "timeout=5m");
    }

    /** Pairs of measurements in one engine: alone, and while the webhooks' endpoint does not answer. */
    private void rates() throws Exception {
        startEngine(100_000);
        rate("warm-up"); // for the compiler
        List<Rate> alone = new ArrayList<>();
        List<Rate> beside = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            alone.add(rate("alone-" + round));
            send("hanging-" + round, "webhook", url(hanging), HANGING, Instant.now());
            await(unanswered, Math.min(CONCURRENCY / 2, HANGING)); // as many as an organization gets
            beside.add(rate("beside-" + round));
            held.countDown();
            awaitSent("hanging-" + round, HANGING);
            held = new CountDownLatch(1);
            unanswered.set(0);
            System.out.printf("round %d: alone %s, beside a provider that does not answer %s%n", round,
                    alone.getLast(), beside.getLast());
        }
        double median = median(alone);
        System.out.printf("messages/s: alone %,.0f (aim: 1,000), beside a provider that does not answer %,.0f,"
                + " ratio %.2f%n", median, median(beside), median(beside) / median);
        environment.stopEngine();
    }

    private static double median(List<Rate> rates) {
        List<Double> sorted = rates.stream().map(Rate::perSecond).sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /** @param processor the processor time per message in microseconds, of broker, database, engine and server */
    private record Rate(double perSecond, double processor) {
        @Override
        public String toString() {
            return "%,.0f/s (%,.0f us of processor time each)".formatted(perSecond, processor);
        }
    }

    /** From the production of the first message until the last one is stored as sent. */
    private Rate rate(String name) throws InterruptedException {
        long start = System.nanoTime();
        long processor = ProcessorTime.nanos();
        long before = answered.get();
        send(name, "sms", "+14155550100", MESSAGES, Instant.now());
        await(answered, before + MESSAGES);
        awaitSent(name, MESSAGES);
        return new Rate(MESSAGES * 1e9 / (System.nanoTime() - start),
                (ProcessorTime.nanos() - processor) / 1e3 / MESSAGES);
    }

    private static void await(AtomicLong count, long least) throws InterruptedException {
        Await.until("%,d requests".formatted(least), LONGEST, () -> count.get() >= least);
    }

    /** Counting costs the database much, so it follows after the server has answered. */
    private void awaitSent(String name, int messages) throws InterruptedException {
        Await.until("%,d messages of %s to be sent".formatted(messages, name), LONGEST, Duration.ofMillis(100),
                () -> count(name, Filters.eq("state", "SENT")) >= messages);
    }

    private long count(String name, Bson filter) {
        return environment.collection("messages")
                .countDocuments(Filters.and(Filters.eq("organizationId", "org-" + name), filter));
    }

    /** @param due of the last message; each one is due a millisecond before the next one */
    private void send(String name, String channel, String to, int count, Instant due) {
        try (KafkaProducer<byte[], byte[]> producer = environment.producer()) {
            for (int i = 0; i < count; i++) {
                String lead = name + "-" + i;
                Map<String, @Nullable Object> message = new LinkedHashMap<>();
                message.put("id", "m-" + lead);
                message.put("organizationId", "org-" + name);
                message.put("automationId", "follow-up");
                message.put("leadId", lead);
                message.put("recipientKind", "lead");
                message.put("channel", channel);
                message.put("to", to);
                message.put("text", "Hi Ana, is it still available?");
                message.put("firedAt", Json.text(due.minusMillis(count - i)));
                var _ = producer.send(new ProducerRecord<>(Topics.MESSAGE_COMMANDS,
                        lead.getBytes(StandardCharsets.UTF_8), JsonCodec.write(message)));
            }
        }
    }

    /** The messages are produced while the engine is stopped, so that all are due when it starts. */
    private void pace() throws Exception {
        send("paced", "sms", "+14155550100", PACED, Instant.now());
        arrivals.clear();
        long before = answered.get();
        startEngine(PER_SECOND);
        Await.until("%,d messages to be stored".formatted(PACED), LONGEST, Duration.ofMillis(200),
                () -> count("paced", Filters.empty()) >= PACED);
        Instant allStored = Instant.now();
        await(answered, before + PACED);
        awaitSent("paced", PACED);
        List<Instant> sorted = arrivals.stream().sorted().toList();
        double seconds = Duration.between(sorted.getFirst(), sorted.getLast()).toMillis() / 1e3;
        System.out.printf("%,d messages due at once: %.1f/s (aim: %d/s), at most %d in one second%n", sorted.size(),
                (sorted.size() - 1) / seconds, PER_SECOND, mostInOneSecond(sorted));
        System.out.printf("out of due order: %d, of which after all were stored: %d%n",
                outOfOrder(Instant.EPOCH), outOfOrder(allStored));
    }

    private static int mostInOneSecond(List<Instant> sorted) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < sorted.size(); last++) {
            while (!sorted.get(first).plusSeconds(1).isAfter(sorted.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** How many attempts began earlier than that of a message that was due before. */
    private int outOfOrder(Instant since) {
        int outOfOrder = 0;
        Instant latest = Instant.EPOCH;
        for (Document message : environment.collection("messages")
                .find(Filters.eq("organizationId", "org-paced"))
                .projection(Projections.include("firedAt", "attempts")).sort(Sorts.ascending("firedAt"))) {
            Object at = message.getList("attempts", Document.class).getFirst().get("at");
            Instant left = at instanceof Date date ? date.toInstant() : Instant.EPOCH;
            if (left.isBefore(latest) && left.isAfter(since)) {
                outOfOrder++;
            }
            latest = left.isAfter(latest) ? left : latest;
        }
        return outOfOrder;
    }

    @Override
    public void close() {
        held.countDown();
        environment.stopEngine();
        twilio.stop(0);
        hanging.stop(0);
        threads.shutdownNow();
    }
}
