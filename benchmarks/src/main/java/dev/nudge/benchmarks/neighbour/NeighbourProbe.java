package dev.nudge.benchmarks.neighbour;

import dev.nudge.Topics;
import dev.nudge.benchmarks.api.ApiServer;
import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * An organization with moderate load: 20 events and 10 requests per second. The latency of an event is measured from
 * before its request to the publication of its decision.
 */
public final class NeighbourProbe implements AutoCloseable {

    private static final String ORGANIZATION = "org-quiet";
    private static final Pattern EVENT_ID = Pattern.compile("\"eventId\":\"(probe-[^\"]+)\"");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ApiServer api;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final KafkaConsumer<byte[], byte[]> decisions;
    private final Map<String, Long> open = new ConcurrentHashMap<>();
    private final List<Double> events = new CopyOnWriteArrayList<>();
    private final List<Double> requests = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean closed;
    private int sent;

    /** In milliseconds: the median and the maximum of the events' latency and of the requests' latency. */
    public record Slowest(int events, double eventMedian, double event, double requestMedian, double request) {

        public static Slowest of(List<Slowest> rounds) {
            return new Slowest(rounds.stream().mapToInt(Slowest::events).sum(),
                    rounds.stream().mapToDouble(Slowest::eventMedian).sorted().skip(rounds.size() / 2).findFirst()
                            .orElseThrow(),
                    rounds.stream().mapToDouble(Slowest::event).max().orElseThrow(),
                    rounds.stream().mapToDouble(Slowest::requestMedian).sorted().skip(rounds.size() / 2).findFirst()
                            .orElseThrow(),
                    rounds.stream().mapToDouble(Slowest::request).max().orElseThrow());
        }

        @Override
        public String toString() {
            return "%,d events: half within %,.0f ms, slowest %,.0f ms; requests: half within %,.0f ms, slowest %,.0f ms"
                    .formatted(events, eventMedian, event, requestMedian, request);
        }
    }

    public NeighbourProbe(Environment environment, ApiServer api) throws IOException, InterruptedException {
        this.api = api;
        this.token = api.token(ORGANIZATION, "quinn");
        send("PUT", "/api/templates/hello", "{\"body\":\"Hi {{firstName}}\"}");
        send("POST", "/api/automations", """
                {"name":"Answer","event":"message.received","triggerLogicType":"event",
                 "actions":{"sendMessage":[{"template":"hello","channel":"sms"}]}}""");
        this.decisions = environment.consumer(Map.of());
        List<TopicPartition> partitions = decisions.partitionsFor(Topics.AUTOMATION_DECISIONS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        decisions.assign(partitions);
        decisions.seekToEnd(partitions);
        partitions.forEach(decisions::position);
        this.reader = Thread.ofPlatform().daemon().start(this::readDecisions);
    }

    private void readDecisions() {
        while (!closed) {
            decisions.poll(Duration.ofMillis(50)).forEach(record -> {
                Matcher event = EVENT_ID.matcher(new String(record.value(), StandardCharsets.UTF_8));
                Long begin = event.find() ? open.remove(event.group(1)) : null;
                if (begin != null) {
                    events.add(milliseconds(begin));
                }
            });
        }
        decisions.close();
    }

    /** Returns after every event that was sent in that time is decided. */
    public Slowest measure(int seconds) throws IOException, InterruptedException {
        events.clear();
        requests.clear();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; System.nanoTime() < end; i++) {
            String id = "probe-" + sent++;
            boolean asks = i % 2 == 0;
            senders.add(Thread.ofVirtual().start(() -> {
                sendEvent(id);
                if (asks) {
                    ask();
                }
            }));
            Thread.sleep(50);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        Await.until("all events to be decided", LONGEST, open::isEmpty);
        return new Slowest(events.size(), median(events), events.stream().max(Comparator.naturalOrder()).orElseThrow(),
                median(requests), requests.stream().max(Comparator.naturalOrder()).orElseThrow());
    }

    private void sendEvent(String id) {
        open.put(id, System.nanoTime());
        send("POST", "/api/events", """
                {"id":"%s","type":"message.received","leadId":"quiet-%d","data":{"channel":"sms","body":"Hello"},
                 "lead":{"firstName":"Ana","phone":"+14155550100"}}"""
                .formatted(id, ThreadLocalRandom.current().nextInt(64)));
    }

    private void ask() {
        long begin = System.nanoTime();
        send("GET", "/api/automations", "");
        requests.add(milliseconds(begin));
    }

    private void send(String method, String path, String body) {
        HttpRequest request = api.request(token, method, path, body);
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("Expected " + request + " to succeed but found " + answer.statusCode()
                        + " " + answer.body());
            }
        } catch (IOException failure) {
            throw new IllegalStateException("Expected an answer to " + request, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static double milliseconds(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
