package dev.nudge.api.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Contract;
import dev.nudge.api.support.Description;
import dev.nudge.api.support.Description.Route;
import dev.nudge.api.support.RefusedAlthoughValid;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Sends requests that are generated from the description and then mutated. No response is a 5xx, each rejection is a
 * problem of a known type, responses and accepted bodies match the description, and requests that match it are
 * accepted, except where the description says otherwise. {@code -Dnudge.seed} sets the seed, {@code -Dnudge.requests}
 * the number of requests.
 */
@ApiTest
public class FuzzTest {

    private static final long SEED = Long.getLong("nudge.seed", 1);
    private static final int REQUESTS = Integer.getInteger("nudge.requests", 12_000);
    private static final int CALLERS = 4;
    private static final int MOST_FAILURES = 20;

    private final Description description = Description.checkedIn();
    private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
    private final Set<String> accepted = new ConcurrentSkipListSet<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Autowired
    private Api api;

    @Autowired
    private MongoTemplate store;

    @Test
    public void every_response_matches_the_description() throws Exception {
        Instant begin = Instant.now();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller;
                done.add(callers.submit(() -> call(first)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        System.out.println("Fuzz: -Dnudge.seed=" + SEED + ", " + REQUESTS + " requests in "
                + Duration.between(begin, Instant.now()).toSeconds() + " s, answered " + new TreeMap<>(answers));

        assertAll("Fuzz with -Dnudge.seed=" + SEED, failures.stream().limit(MOST_FAILURES).map(failure -> () -> {
            throw failure;
        }));
        Set<String> routes = new TreeSet<>();
        description.routes().forEach(route -> routes.add(name(route)));
        assertThat(accepted).as("routes with an accepted request").containsExactlyInAnyOrderElementsOf(routes);
    }

    /** Sends every n-th request of the caller, each with its own random generator. */
    private void call(int first) {
        FuzzedOrganization organization = new FuzzedOrganization(api, store);
        for (int i = first; i < REQUESTS && failures.size() < MOST_FAILURES; i += CALLERS) {
            FuzzedRequest request = FuzzedRequest.of(description, organization, random(i));
            try {
                send(organization, request);
            } catch (AssertionError | RuntimeException failure) {
                failures.add(new AssertionError("Request " + i + ", " + request + ": " + failure.getMessage(),
                        failure));
            }
        }
    }

    /** Consecutive seeds would produce similar first values. */
    private static Random random(int request) {
        return new Random(new SplittableRandom(SEED * 1_000_003 + request).nextLong());
    }

    private void send(FuzzedOrganization organization, FuzzedRequest request) {
        Client client = request.client();
        String bytes = request.bytes();
        Answer answer = client.exchange(request.method(), request.target(), bytes == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(bytes.getBytes(ISO_8859_1)));
        answers.merge(answer.status(), 1, Integer::sum);
        assertThat(answer.status()).as(answer.text()).isLessThan(500);
        if (answer.status() >= 400 && !request.method().equals("HEAD")) {
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(Contract.problemTypes()).contains(String.valueOf(answer.json().get("type")));
        }
        Contract.check(request.method(), request.target(), client.headers(), request.text(), answer);
        if (request.isAsDescribed() && answer.status() == 400) {
            assertThat(RefusedAlthoughValid.unexplained(answer)).as(answer.text()).isEmpty();
        }
        if (answer.status() < 300 && request.method().equals(request.route().method())) {
            accepted.add(name(request.route()));
            organization.restore(request.route());
        }
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }
}
