package dev.nudge.benchmarks;

import dev.nudge.Topics;
import dev.nudge.benchmarks.api.ApiServer;
import dev.nudge.benchmarks.api.EmptyHandlers;
import dev.nudge.benchmarks.api.StoredAutomations;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.environment.ProcessorTime;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Load;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Selection;
import dev.nudge.benchmarks.report.Subject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.StringUtils;

/**
 * Measures the API's calls per second and their latency: the table {@code api}. Each call is compared with the same
 * request to an empty handler behind the same security and interceptors, and to a servlet without any filter, in the
 * same server. Clients send their next request after the response to the previous one, and check each response.
 * <p>
 * Options: {@code -Drounds=5}, {@code -Dwarmups=8}, {@code -Dmilliseconds=2000} of each measurement, {@code
 * -Dclients=8}, {@code -Dautomations=1000}, {@code -Dusers=500}, the users who call; {@code -Donly=create,read}, some
 * of the calls {@code create}, {@code read}, {@code list}, {@code preference}, {@code event} and {@code batch}; {@code
 * -Dprofile=true}, the API without the empty handlers, so that every sample of a profile belongs to its calls.
 */
public final class ApiLoad {

    private static final String ORGANIZATION = "org-load";
    private static final int CLIENTS = Integer.getInteger("clients", 8);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARMUPS = Integer.getInteger("warmups", 8);
    private static final int MILLISECONDS = Integer.getInteger("milliseconds", 2_000);
    private static final int USERS = Integer.getInteger("users", 500);
    private static final int AUTOMATIONS = Integer.getInteger("automations", 1_000);
    private static final int BATCH = 100;
    private static final boolean PROFILE = Boolean.getBoolean("profile");
    private static final String NOT_STORED = "-";

    private final Environment environment;
    private final ApiServer api;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> automations;
    private final List<String> tokens;
    private final LongAdder repeated = new LongAdder();
    private final LongAdder created = new LongAdder();
    private final LongAdder sentEvents = new LongAdder();

    private ApiLoad(Environment environment, ApiServer api, List<String> automations) {
        this.environment = environment;
        this.api = api;
        this.automations = automations;
        this.tokens = IntStream.range(0, USERS).mapToObj(user -> api.token(ORGANIZATION, "user-" + user)).toList();
    }

    /** A request, and which response to it is right. */
    private record Exchange(HttpRequest request, Predicate<String> right) {}

    /**
     * A kind of request.
     *
     * @param id of its figures
     * @param durability of what it writes
     */
    private record Call(String id, String name, String durability) {

        Map<Figure, Double> samples(Load load) {
            Map<Figure, Double> samples = new LinkedHashMap<>();
            samples.put(figure("calls", "", "calls/s", Figure.Better.HIGHER), load.perSecond());
            samples.put(figure("median", ": p50", "ms", Figure.Better.LOWER), load.p50());
            samples.put(figure("slow", ": p99", "ms", Figure.Better.LOWER), load.p99());
            samples.put(figure("processor", ": processor time with client, database and broker", "us",
                    Figure.Better.LOWER), load.processor());
            return samples;
        }

        private Figure figure(String suffix, String title, String unit, Figure.Better better) {
            return new Figure(id + "-" + suffix, name + title, unit, better);
        }
    }

    /** A call that is made at one of the handlers. */
    private final class Handler implements Measurement.Contender {

        private final Call call;
        private final Subject subject;
        private final Supplier<Exchange> exchange;

        private Handler(Call call, Subject subject, Supplier<Exchange> exchange) {
            this.call = call;
            this.subject = subject;
            this.exchange = exchange;
        }

        @Override
        public Subject subject() {
            return subject;
        }

        @Override
        public Map<Figure, Double> measure() throws InterruptedException {
            return call.samples(load(exchange));
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Environment environment = new Environment()) {
            environment.topic(Topics.LEAD_EVENTS);
            List<String> automations = StoredAutomations.insert(environment, ORGANIZATION, AUTOMATIONS);
            try (ApiServer api = new ApiServer(environment, EmptyHandlers.class)) {
                StoredAutomations.awaitIndexes(environment);
                new ApiLoad(environment, api, automations).run();
            }
        }
        System.exit(0);
    }

    private void run() throws Exception {
        Measurement measurement = new Measurement("api");
        measurement.run(handlers(), WARMUPS, ROUNDS);
        System.out.printf("%d raw calls were sent again%n", repeated.sum());
        expect("automations in the database", AUTOMATIONS + created.sum(),
                environment.collection("automations").countDocuments());
        expect("events in the topic", sentEvents.sum(), environment.size(Topics.LEAD_EVENTS));
        measurement.finish();
    }

    private static void expect(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("Expected " + expected + " " + what + " but found " + found);
        }
    }

    private List<Handler> handlers() {
        List<Handler> all = Stream.of(
                handlers(new Call("create", "POST an automation", Environment.DURABILITY), this::create),
                handlers(new Call("read", "GET an automation", NOT_STORED), this::read),
                handlers(new Call("list", "GET a list of 25", NOT_STORED), this::list),
                handlers(new Call("preference", "PATCH a preference", Environment.DURABILITY), this::preference),
                handlers(new Call("event", "POST an event", Environment.PUBLISHED), this::event),
                handlers(new Call("batch", "POST a batch of " + BATCH + " events", Environment.PUBLISHED),
                        this::batch))
                .flatMap(stream -> stream).toList();
        Selection selection = Selection.of(all.stream().map(handler -> handler.call.id()).distinct().toList());
        return all.stream().filter(handler -> selection.contains(handler.call.id())).toList();
    }

    /** The API and the empty handlers, which get the same requests. */
    private Stream<Handler> handlers(Call call, Supplier<Exchange> exchange) {
        Handler own = new Handler(call, new Subject("Nudge's API", call.durability()), exchange);
        return PROFILE
                ? Stream.of(own)
                : Stream.of(own, empty(call, "empty handler behind the same security", EmptyHandlers.BEHIND_SECURITY,
                        exchange), empty(call, "empty servlet without filters", EmptyHandlers.RAW, exchange));
    }

    private Handler empty(Call call, String name, String path, Supplier<Exchange> exchange) {
        return new Handler(call, new Subject(name, NOT_STORED), () -> {
            HttpRequest sent = exchange.get().request();
            HttpRequest same = HttpRequest.newBuilder(sent, (_, _) -> true).uri(sent.uri().resolve(path)).build();
            return new Exchange(same, "{}"::equals);
        });
    }

    private Exchange create() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String name = "Welcome " + random.nextInt(1_000_000);
        HttpRequest request = api.request(anyUser(), "POST", "/api/automations", """
                {"name":"%s","event":"lead.welcome","triggerLogicType":"event",\
                "actions":{"sendMessage":[{"template":"welcome","channel":"sms"}]}}""".formatted(name));
        return new Exchange(request, body -> {
            created.increment();
            return body.contains(name);
        });
    }

    private Exchange read() {
        String id = anyAutomation();
        return new Exchange(api.request(anyUser(), "GET", "/api/automations/" + id, ""),
                body -> body.contains(id));
    }

    private Exchange list() {
        int limit = Math.min(25, AUTOMATIONS);
        return new Exchange(api.request(anyUser(), "GET", "/api/automations?limit=25", ""),
                body -> StringUtils.countOccurrencesOf(body, "\"_id\":") == limit);
    }

    private Exchange preference() {
        String change = "\"enabled\":" + ThreadLocalRandom.current().nextBoolean();
        return new Exchange(api.request(anyUser(), "PATCH",
                "/api/automations/" + anyAutomation() + "/preference", "{" + change + "}"),
                body -> body.contains(change));
    }

    private Exchange event() {
        return new Exchange(api.request(anyUser(), "POST", "/api/events", anyEvent()), accepts(1));
    }

    private Exchange batch() {
        String events = IntStream.range(0, BATCH).mapToObj(_ -> anyEvent()).collect(Collectors.joining(",", "[", "]"));
        return new Exchange(api.request(anyUser(), "POST", "/api/events", events), accepts(BATCH));
    }

    private Predicate<String> accepts(int events) {
        return body -> {
            sentEvents.add(events);
            return StringUtils.countOccurrencesOf(body, "\"evt-") == events;
        };
    }

    private static String anyEvent() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return """
                {"type":"message.received","leadId":"lead-%d","data":{"direction":"inbound","channel":"sms",\
                "body":"Is it still available? I could come by on day %d."},"lead":{"firstName":"Ana",\
                "phone":"+1415555%04d","status":"New lead"}}"""
                .formatted(random.nextInt(20_000), random.nextInt(28), random.nextInt(10_000));
    }

    private String anyUser() {
        return tokens.get(ThreadLocalRandom.current().nextInt(USERS));
    }

    private String anyAutomation() {
        return automations.get(ThreadLocalRandom.current().nextInt(Math.min(100, automations.size())));
    }

    private Load load(Supplier<Exchange> exchange) throws InterruptedException {
        long cpuStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        long end = start + MILLISECONDS * 1_000_000L;
        List<List<Long>> nanos = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        List<Exception> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            List<Long> own = new ArrayList<>();
            nanos.add(own);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    while (System.nanoTime() < end) {
                        own.add(send(exchange.get()));
                    }
                } catch (IOException | InterruptedException | RuntimeException failure) {
                    failures.add(failure);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("Expected all requests to be answered", failures.getFirst());
        }
        return Load.of(nanos, System.nanoTime() - start, ProcessorTime.nanos() - cpuStart);
    }

    /** @return nanoseconds until the response was read */
    private long send(Exchange exchange) throws IOException, InterruptedException {
        long sent = System.nanoTime();
        HttpResponse<byte[]> response = response(exchange.request());
        long nanos = System.nanoTime() - sent;
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() >= 300 || !exchange.right().test(body)) {
            throw new IOException("Expected " + exchange.request() + " to succeed but found " + response.statusCode()
                    + " " + body);
        }
        return nanos;
    }

    /**
     * Java's client sometimes closes a connection when the response arrives before the request is sent completely; the
     * raw servlet does that.
     */
    private HttpResponse<byte[]> response(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException broken) {
            if (!request.uri().getPath().equals(EmptyHandlers.RAW)) {
                throw new IOException("Expected a response to " + request, broken);
            }
            repeated.increment();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
