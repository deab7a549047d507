package dev.nudge.benchmarks.neighbour;

import dev.nudge.Topics;
import dev.nudge.benchmarks.api.ApiServer;
import dev.nudge.benchmarks.environment.Environment;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An organization that uses all that its limits allow: one client for each kind of request, which sends the next
 * request after each response. Events are sent in batches of 500, the most that the API accepts, or as many as the
 * option {@code events} says; the next batch after the engine has decided the previous one.
 */
public final class NoisyOrganization {

    private static final String ORGANIZATION = "org-noisy";
    private static final int EVENTS = Integer.getInteger("events", 500);
    /** Lists for which nested repetition is most expensive within 64 KiB of attributes. */
    private static final String LIST = IntStream.range(0, 300).mapToObj(i -> "1")
            .collect(Collectors.joining(",", "[", "]"));

    private final Environment environment;
    private final ApiServer api;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, LongAdder> sent = new ConcurrentSkipListMap<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private final String automation;
    private volatile boolean stopped;

    public NoisyOrganization(Environment environment, ApiServer api) throws IOException, InterruptedException {
        this.environment = environment;
        this.api = api;
        this.token = api.token(ORGANIZATION, "nora");
        HttpResponse<String> leads = postEvents(0); // before the automation exists that they would start
        if (leads.statusCode() >= 300) {
            throw new IllegalStateException("Expected the API to accept " + EVENTS + " events but found "
                    + leads.statusCode() + " " + leads.body());
        }
        String template = firstAccepted(Stream.of(600, 300, 100, 30, 1).map(NoisyOrganization::template).toList(),
                "PUT", "/api/templates/large");
        System.out.printf("the template has %,d characters%n", template.length());
        automation = firstAccepted(Stream.of(1_000, 999, 500, 100, 10).map(NoisyOrganization::automation).toList(),
                "POST", "/api/automations");
        System.out.println("the automation: " + automation);
    }

    /** Tags within nested list sections. */
    private static String template(int tags) {
        return "{\"body\":\"{{#items}}{{#items}}" + "{{missing}}".repeat(tags) + "{{/items}}{{/items}}\"}";
    }

    /** Two patterns whose evaluation time per character grows with their number of repetitions. */
    private static String automation(int repetitions) {
        String pattern = "{\"field\":\"lastInboundBody\",\"op\":\"matches\",\"value\":\"(?:(?:a|.)?){%d}x\"}"
                .formatted(repetitions);
        String actions = IntStream.range(0, 10).mapToObj(i -> "{\"template\":\"large\",\"channel\":\"sms\"}")
                .collect(Collectors.joining(","));
        return """
                {"name":"Noise","event":"message.received","triggerLogicType":"event",
                 "conditions":[{"any":[%s,%s,{"field":"lastInboundBody","op":"exists"}]}],
                 "actions":{"sendMessage":[%s]}}""".formatted(pattern, pattern, actions);
    }

    private String firstAccepted(List<String> bodies, String method, String path)
            throws IOException, InterruptedException {
        for (String body : bodies) {
            if (send(method, path, body).statusCode() < 300) {
                return body;
            }
        }
        throw new IllegalStateException("Expected " + method + " " + path + " to accept one of the bodies");
    }

    public void start() {
        stopped = false;
        String lead = "{\"firstName\":\"Ben\",\"phone\":\"+14155550101\",\"items\":" + LIST + "}";
        String event = "{\"type\":\"message.received\",\"data\":{\"body\":\"" + "a".repeat(100_000) + "\"}}";
        repeat("previews", () -> send("POST", "/api/templates/large/preview", "{\"lead\":{\"items\":" + LIST
                + "}}"));
        repeat("simulations", () -> send("POST", "/api/automations/simulate",
                "{\"automation\":" + automation + ",\"event\":" + event + ",\"lead\":" + lead + "}"));
        repeat("requests with errors", () -> send("POST", "/api/automations", IntStream.range(0, 90_000)
                .mapToObj(i -> "\"x" + i + "\":1").collect(Collectors.joining(",", "{", "}"))));
        repeat("automations", () -> send("POST", "/api/automations",
                automation.replace("message.received", "never.happens")));
        repeat("batches of " + EVENTS + " events", () -> {
            long decided = environment.size(Topics.AUTOMATION_DECISIONS);
            HttpResponse<String> answer = postEvents(1_800);
            environment.awaitSize(Topics.AUTOMATION_DECISIONS, decided + (answer.statusCode() < 300 ? EVENTS : 0));
            return answer;
        });
    }

    private interface Request {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    private void repeat(String kind, Request request) {
        clients.add(Thread.ofPlatform().daemon().start(() -> {
            while (!stopped) {
                try {
                    statuses.computeIfAbsent(request.send().statusCode(), _ -> new LongAdder()).increment();
                    sent.computeIfAbsent(kind, _ -> new LongAdder()).increment();
                } catch (IOException refused) {
                    sent.computeIfAbsent("broken connections", _ -> new LongAdder()).increment();
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }));
    }

    /** One event per lead, each with a list; with bodies of the given number of characters. */
    private HttpResponse<String> postEvents(int characters) throws IOException, InterruptedException {
        String items = characters == 0 ? ",\"items\":" + LIST : "";
        return send("POST", "/api/events", IntStream.range(0, EVENTS).mapToObj(i -> """
                {"type":"message.received","leadId":"noisy-%d","data":{"channel":"sms","body":"%s"},
                 "lead":{"firstName":"Ben","phone":"+14155550101"%s}}""".formatted(i, "a".repeat(characters), items))
                .collect(Collectors.joining(",", "[", "]")));
    }

    public void stop() throws InterruptedException {
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
        clients.clear();
    }

    public void print() {
        System.out.println("meanwhile: " + sent + ", answered " + new TreeMap<>(statuses));
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = api.request(token, method, path, body);
        return http.send(request, BodyHandlers.ofString());
    }
}
