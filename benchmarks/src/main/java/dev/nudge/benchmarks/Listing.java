package dev.nudge.benchmarks;

import dev.nudge.benchmarks.api.ApiServer;
import dev.nudge.benchmarks.api.StoredAutomations;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lists tens of thousands of automations over REST, page by page, while others are created and deleted: no automation
 * that remains may be missing or duplicated, and the last pages must be as fast as the first ones.
 */
public final class Listing {

    private static final String ORGANIZATION = "org-list";
    private static final String PATH = "/api/automations";
    private static final int AUTOMATIONS = Integer.getInteger("automations", 50_000);
    private static final int LIMIT = Integer.getInteger("limit", 25);
    private static final int COMPARED = Integer.getInteger("compared", 100);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private final ApiServer api;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Listing(ApiServer api) {
        this.api = api;
        this.token = api.token(ORGANIZATION, "user-0");
    }

    /** @param cursor the cursor of the request; null for the first page */
    private record Page(@Nullable String cursor, @Nullable String next, List<String> ids) {}

    public static void main(String[] arguments) throws Exception {
        try (Environment environment = new Environment()) {
            List<String> automations = StoredAutomations.insert(environment, ORGANIZATION, AUTOMATIONS);
            try (ApiServer api = new ApiServer(environment)) {
                StoredAutomations.awaitIndexes(environment);
                new Listing(api).run(automations);
            }
        }
        System.exit(0);
    }

    private void run(List<String> automations) throws Exception {
        Set<String> staying = new HashSet<>(automations);
        List<String> going = new ArrayList<>(automations);
        Collections.shuffle(going, new Random(7));
        going = going.subList(0, AUTOMATIONS / 5);
        staying.removeAll(going);
        List<Page> pages = whileOthersChange(going);

        List<String> seen = pages.stream().flatMap(page -> page.ids().stream()).toList();
        Set<String> once = new HashSet<>(seen);
        staying.removeAll(once);
        System.out.printf("missed: %d; twice: %d (aim: none)%n", staying.size(), seen.size() - once.size());
        compare(pages);
        if (!staying.isEmpty() || seen.size() > once.size()) {
            System.exit(1);
        }
    }

    private List<Page> whileOthersChange(List<String> going) throws Exception {
        AtomicBoolean listed = new AtomicBoolean();
        AtomicInteger changes = new AtomicInteger();
        Thread others = Thread.ofPlatform().start(() -> {
            for (int i = 0; !listed.get() && i < going.size(); i++) {
                call("POST", PATH, StoredAutomations.json(i));
                call("DELETE", PATH + "/" + going.get(i), "");
                changes.addAndGet(2);
            }
        });
        List<Page> pages = new ArrayList<>();
        long start = System.nanoTime();
        Page page = page(null);
        pages.add(page);
        while (page.next() != null) {
            page = page(page.next());
            pages.add(page);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        listed.set(true);
        others.join();
        System.out.printf("%,d automations, %,d pages of %d in %.1f s; meanwhile %,d were created or deleted%n",
                AUTOMATIONS, pages.size(), LIMIT, seconds, changes.get());
        return pages;
    }

    /** Reads the first and the last pages, alternating. */
    private void compare(List<Page> pages) {
        int compared = Math.min(COMPARED, pages.size() / 2);
        List<Page> first = pages.subList(0, compared);
        List<Page> last = pages.subList(pages.size() - 1 - compared, pages.size() - 1); // the very last is not full
        List<Long> ofFirst = new ArrayList<>();
        List<Long> ofLast = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (int i = 0; i < compared; i++) {
                long begin = System.nanoTime();
                page(first.get(i).cursor());
                long middle = System.nanoTime();
                page(last.get(i).cursor());
                if (round > 0) { // the first round is a warm-up
                    ofFirst.add(middle - begin);
                    ofLast.add(System.nanoTime() - middle);
                }
            }
        }
        System.out.printf("median of the first %d pages %.2f ms, of the last %d %.2f ms: ratio %.2f (aim: about 1)%n",
                compared, median(ofFirst), compared, median(ofLast), median(ofLast) / median(ofFirst));
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow() / 1e6;
    }

    private Page page(@Nullable String cursor) {
        Map<String, @Nullable Object> json = Json.object(JsonCodec.readObject(call("GET", PATH + "?limit=" + LIMIT
                + (cursor == null ? "" : "&cursor=" + cursor), "")).orThrow());
        List<?> items = (List<?>) Objects.requireNonNull(json.get("items"));
        return new Page(cursor, json.get("nextCursor") instanceof String next ? next : null,
                items.stream().map(item -> String.valueOf(((Map<?, ?>) item).get("_id"))).toList());
    }

    private byte[] call(String method, String path, String body) {
        HttpRequest request = api.request(token, method, path, body);
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("Expected " + request + " to succeed but found " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
