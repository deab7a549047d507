package dev.nudge.benchmarks;

import dev.nudge.Topics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures the API's calls per second and their latency, each compared with an empty handler behind the same security
 * and with an empty servlet without filters; all in one server and one run, alternating.
 */
public final class ApiLoad {

    private static final String ORGANIZATION = "org-load";
    private static final int CLIENTS = Integer.getInteger("clients", 8);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int MILLISECONDS = Integer.getInteger("milliseconds", 2_000);
    private static final int CREATORS = 500;
    private static final int AUTOMATIONS = Integer.getInteger("automations", 1_000);
    /** Only calls whose names contain this text, for example to profile them. */
    private static final String ONLY = System.getProperty("only", "");
    private static final String AUTOMATION = """
            {"name":"Welcome","event":"lead.welcome","triggerLogicType":"event",\
            "actions":{"sendMessage":[{"template":"welcome","channel":"sms"}]}}""";
    private static final String EVENT = """
            {"type":"message.received","leadId":"lead-%d","data":{"direction":"inbound","channel":"sms",\
            "body":"Is it still available?"},"lead":{"firstName":"Ana","phone":"+14155550100","status":"New lead"}}""";

    private final ApiServer api;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> automations;
    private final List<String> tokens;
    /** As many users as needed to keep the number of preferences per user document small. */
    private final List<String> creators;
    private final LongAdder repeated = new LongAdder();

    private ApiLoad(ApiServer api, List<String> automations) {
        this.api = api;
        this.automations = automations;
        this.tokens = IntStream.range(0, CLIENTS).mapToObj(client -> api.token(ORGANIZATION, "user-" + client))
                .toList();
        this.creators = IntStream.range(0, CREATORS).mapToObj(user -> api.token(ORGANIZATION, "creator-" + user))
                .toList();
    }

    /**
     * A call of the API, and the same request to the two empty handlers.
     *
     * @param request the request by client number
     */
    private record Call(String name, IntFunction<HttpRequest> request, IntFunction<HttpRequest> empty,
            IntFunction<HttpRequest> raw, List<Load> loads, List<Load> emptyLoads, List<Load> rawLoads) {

        void print() {
            Load own = Load.median(loads);
            Load nothing = Load.median(emptyLoads);
            Load bare = Load.median(rawLoads);
            System.out.printf("| %s | %s | %s | %s | %.2f | %.2f |%n", name, own, nothing, bare,
                    own.perSecond() / nothing.perSecond(), own.perSecond() / bare.perSecond());
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Site site = new Site()) {
            site.topic(Topics.LEAD_EVENTS);
            List<String> automations = StoredAutomations.insert(site, ORGANIZATION, AUTOMATIONS);
            try (ApiServer api = new ApiServer(site, EmptyHandlers.class)) {
                StoredAutomations.awaitIndexes(site);
                new ApiLoad(api, automations).run();
            }
        }
        System.exit(0);
    }

    private void run() throws InterruptedException {
        List<Call> calls = calls();
        if (Boolean.getBoolean("profile")) { // run only these calls, so that every sample belongs to them
            for (Call call : calls) {
                System.out.println(call.name() + ": " + load(call.request(), MILLISECONDS));
            }
            return;
        }
        measure(calls);
    }

    private List<Call> calls() {
        return Stream.of(call("GET an automation", "GET", () -> "/api/automations/" + anyAutomation(), ""),
                call("GET a list of 25", "GET", () -> "/api/automations?limit=25", ""),
                call("POST an event", "POST", () -> "/api/events", EVENT),
                call("PATCH a preference", "PATCH", () -> "/api/automations/" + anyAutomation() + "/preference",
                        "{\"enabled\":true}"),
                call("POST an automation", "POST", () -> "/api/automations", AUTOMATION))
                .filter(call -> call.name().contains(ONLY)).toList();
    }

    private void measure(List<Call> calls) throws InterruptedException {
        for (Call call : calls) { // warm-up: until the code is compiled
            load(call.request(), 4 * MILLISECONDS);
            load(call.empty(), 2 * MILLISECONDS);
            load(call.raw(), 2 * MILLISECONDS);
        }
        for (int round = 1; round <= ROUNDS; round++) {
            for (Call call : calls) {
                call.loads().add(load(call.request(), MILLISECONDS));
                call.emptyLoads().add(load(call.empty(), MILLISECONDS));
                call.rawLoads().add(load(call.raw(), MILLISECONDS));
            }
            System.out.printf("round %d of %d%n", round, ROUNDS);
        }
        System.out.printf("%d clients, medians of %d rounds of %d ms: calls/s (p50, p99 in ms; processor time in us)%n",
                CLIENTS, ROUNDS, MILLISECONDS);
        System.out.println("| call | the API | empty handler behind security | raw empty handler |"
                + " API / empty | API / raw |");
        System.out.println("|---|---|---|---|---|---|");
        calls.forEach(Call::print);
        System.out.printf("%d raw calls were sent again%n", repeated.sum());
    }

    private interface Path {
        String get();
    }

    private Call call(String name, String method, Path path, String body) {
        return new Call(name, client -> request(client, method, path.get(), body),
                client -> request(client, method, EmptyHandlers.BEHIND_SECURITY, body),
                client -> request(client, method, EmptyHandlers.RAW, body), new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>());
    }

    private HttpRequest request(int client, String method, String path, String body) {
        String token = path.equals("/api/automations")
                ? creators.get(ThreadLocalRandom.current().nextInt(CREATORS))
                : tokens.get(client);
        return api.request(token, method, path,
                body.contains("%d") ? body.formatted(ThreadLocalRandom.current().nextInt(20_000)) : body);
    }

    private String anyAutomation() {
        return automations.get(ThreadLocalRandom.current().nextInt(Math.min(100, automations.size())));
    }

    /** Each client sends its next request after the response to the previous one. */
    private Load load(IntFunction<HttpRequest> request, int milliseconds) throws InterruptedException {
        long cpuStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        long end = start + milliseconds * 1_000_000L;
        List<List<Long>> nanos = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        List<Exception> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            List<Long> own = new ArrayList<>();
            nanos.add(own);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    while (System.nanoTime() < end) {
                        long sent = System.nanoTime();
                        send(request.apply(client));
                        own.add(System.nanoTime() - sent);
                    }
                } catch (IOException | InterruptedException failure) {
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

    private void send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = answer(request);
        if (answer.statusCode() >= 300) {
            throw new IOException("Expected " + request + " to succeed but found " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /**
     * Java's client sometimes closes a connection when the response arrives before the request is sent completely; the
     * raw servlet does that.
     */
    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException broken) {
            if (!request.uri().getPath().equals(EmptyHandlers.RAW)) {
                throw new IOException("Expected an answer to " + request, broken);
            }
            repeated.increment();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
