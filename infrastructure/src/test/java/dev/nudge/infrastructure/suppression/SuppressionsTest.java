package dev.nudge.infrastructure.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.MongoSettings;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.lead.Suppression;
import dev.nudge.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The suppression list: the newest change of an address counts, and of two of the same instant the opt-out (F4). */
class SuppressionsTest {

    private static final Instant NOON = Instant.parse("2026-04-23T12:00:00Z");
    private static final Address PHONE = address(AddressKind.PHONE, "+14155550100");
    private static final Address EMAIL = address(AddressKind.EMAIL, "Ana@Example.com");
    private static final int WRITERS = 8;

    @TempDir
    static Path directory;
    private static @Nullable TestDatabase database;

    private final Suppressions list = new Suppressions(
            MongoSettings.apply(Objects.requireNonNull(database).database(), Duration.ofSeconds(30)));

    @BeforeAll
    static void start(TestInfo test) {
        database = TestDatabase.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(database).close();
    }

    @BeforeEach
    void without_entries() {
        Objects.requireNonNull(database).database().getCollection("suppressions").deleteMany(new Document());
    }

    private static Address address(AddressKind kind, String text) {
        return Address.of(kind, text, null).orElseThrow();
    }

    private static Suppression optOut(Address address, int second) {
        return new Suppression(address, true, NOON.plusSeconds(second), null);
    }

    private static Suppression optIn(Address address, int second) {
        return new Suppression(address, false, NOON.plusSeconds(second), "uma");
    }

    private boolean suppresses(Address address) {
        return suppresses("acme", address);
    }

    private boolean suppresses(String organizationId, Address address) {
        String id = DocumentIds.ofSuppression(organizationId, address);
        return list.suppressed(List.of(id)).equals(Set.of(id));
    }

    private static List<Document> entries() {
        return Objects.requireNonNull(database).database().getCollection("suppressions").find()
                .into(new ArrayList<>());
    }

    @Test // F4
    void an_entry_contains_its_address_as_compared_and_where_it_comes_from() {
        assertThat(list.record("acme", new Suppression(EMAIL, true, NOON, "uma"), Source.USER)).isTrue();

        assertThat(entries()).containsExactly(new Document("_id", "acme:email:ana@example.com")
                .append("organizationId", "acme").append("kind", "email").append("address", "ana@example.com")
                .append("suppressed", true).append("at", Date.from(NOON)).append("by", "uma")
                .append("source", "USER").append("reason", null));
    }

    @Test // F4
    void an_address_is_suppressed_in_its_organization_only() {
        list.record("acme", optOut(PHONE, 0), Source.LEAD);

        assertThat(suppresses("acme", PHONE)).isTrue();
        assertThat(suppresses("globex", PHONE)).isFalse();
        assertThat(suppresses("acme", EMAIL)).isFalse();
        assertThat(list.suppressed(List.of())).isEmpty();
    }

    @Test // F4
    void the_newest_change_counts_in_whatever_order_they_arrive() {
        assertThat(list.record("acme", optOut(PHONE, 10), Source.LEAD)).isTrue();
        assertThat(list.record("acme", optIn(PHONE, 5), Source.USER)).as("older").isFalse();
        assertThat(suppresses(PHONE)).isTrue();

        assertThat(list.record("acme", optIn(PHONE, 20), Source.USER)).isTrue();
        assertThat(suppresses(PHONE)).isFalse();
        assertThat(list.record("acme", optOut(PHONE, 15), Source.LEAD)).as("older").isFalse();
        assertThat(suppresses(PHONE)).isFalse();

        assertThat(list.record("acme", optOut(PHONE, 30), Source.LEAD)).isTrue();
        assertThat(suppresses(PHONE)).isTrue();
    }

    @Test // F4
    void an_opt_in_that_arrives_first_keeps_an_older_opt_out_from_counting() {
        list.record("acme", optIn(PHONE, 5), Source.USER);
        list.record("acme", optOut(PHONE, 4), Source.IMPORT);

        assertThat(suppresses(PHONE)).isFalse();
    }

    @Test // F4
    void a_suppression_that_the_lead_caused_remains_the_leads_in_whichever_order_they_are_recorded() {
        list.record("acme", optOut(PHONE, 0), Source.LEAD);
        list.record("acme", new Suppression(PHONE, true, NOON.plusSeconds(1), "uma"), Source.USER);
        list.record("acme", new Suppression(EMAIL, true, NOON.plusSeconds(1), "uma"), Source.IMPORT);
        assertThat(list.hasOptOutOfLead("acme", List.of(EMAIL))).isFalse();
        list.record("acme", optOut(EMAIL, 0), Source.LEAD);

        assertThat(entries()).hasSize(2).allSatisfy(entry -> assertThat(entry).containsEntry("source", "LEAD")
                .containsEntry("by", null).containsEntry("at", Date.from(NOON.plusSeconds(1))));
        assertThat(list.hasOptOutOfLead("acme", List.of(EMAIL))).isTrue();
        assertThat(list.hasOptOutOfLead("globex", List.of(EMAIL, PHONE))).isFalse();
        assertThat(list.hasOptOutOfLead("acme", List.of())).isFalse();
        list.record("acme", optIn(EMAIL, 2), Source.USER);
        assertThat(list.hasOptOutOfLead("acme", List.of(EMAIL))).isFalse();
    }

    @Test // F4
    void an_entry_tells_whether_recording_a_change_would_have_an_effect() {
        List<Suppression> changes = IntStream.range(0, 3).boxed()
                .flatMap(second -> Stream.of(optOut(PHONE, second), optIn(PHONE, second))).toList();
        String id = DocumentIds.ofSuppression("acme", PHONE);
        assertThat(Suppressions.contains(null, optIn(PHONE, 0), Source.USER)).isFalse();
        for (Source firstSource : Source.values()) {
            for (Suppression first : changes) {
                for (Source source : Source.values()) {
                    for (Suppression change : changes) {
                        without_entries();
                        list.record("acme", first, firstSource);
                        boolean isContained = Suppressions.contains(list.entries(List.of(id)).get(id), change, source);
                        List<Document> before = entries();

                        boolean hasEffect = list.record("acme", change, source);

                        assertThat(hasEffect).as("%s %s after %s %s", source, change, firstSource, first)
                                .isEqualTo(!isContained);
                        assertThat(isContained).isEqualTo(entries().equals(before));
                    }
                }
            }
        }
    }

    @Test // F4
    void of_two_changes_of_the_same_instant_the_opt_out_counts() {
        list.record("acme", optIn(PHONE, 0), Source.USER);
        assertThat(list.record("acme", optOut(PHONE, 0), Source.LEAD)).isTrue();
        assertThat(suppresses(PHONE)).isTrue();

        assertThat(list.record("acme", optIn(PHONE, 0), Source.USER)).isFalse();
        assertThat(suppresses(PHONE)).isTrue();
    }

    @Test // F4, invariant 3
    void a_change_that_is_recorded_again_has_no_effect() {
        list.record("acme", optOut(PHONE, 0), Source.LEAD);
        list.record("acme", optOut(EMAIL, 0), Source.LEAD);
        list.record("acme", optIn(EMAIL, 1), Source.USER);
        List<Document> before = entries();

        assertThat(list.record("acme", optOut(PHONE, 0), Source.USER)).isFalse();
        assertThat(list.record("acme", optOut(EMAIL, 0), Source.USER)).isFalse();
        assertThat(list.record("acme", optIn(EMAIL, 1), Source.USER)).isFalse();

        assertThat(entries()).isEqualTo(before);
    }

    @Test // F4
    void the_result_does_not_depend_on_the_order_of_concurrent_writers() throws Exception {
        long seed = Long.getLong("nudge.seed", System.nanoTime());
        System.out.println("nudge.seed=" + seed);
        Random random = new Random(seed);
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int round = 0; round < 50; round++) {
                without_entries();
                int latest = random.nextInt(4);
                List<Suppression> changes = new ArrayList<>(IntStream.range(0, WRITERS)
                        .mapToObj(i -> random.nextBoolean()
                                ? optOut(PHONE, random.nextInt(latest + 1))
                                : optIn(PHONE, random.nextInt(latest + 1)))
                        .toList());
                Collections.shuffle(changes, random);
                List<Callable<Boolean>> tasks = new ArrayList<>();
                changes.forEach(change -> tasks.add(() -> list.record("acme", change, Source.LEAD)));
                for (Future<Boolean> written : writers.invokeAll(tasks)) {
                    written.get();
                }
                Instant newest = changes.stream().map(Suppression::at).max(Instant::compareTo).orElseThrow();
                assertThat(suppresses(PHONE)).as("%s, nudge.seed=%d", changes, seed).isEqualTo(changes.stream()
                        .anyMatch(change -> change.suppressed() && change.at().equals(newest)));
                assertThat(entries()).singleElement().satisfies(
                        entry -> assertThat(entry.getDate("at").toInstant()).isEqualTo(newest));
            }
        }
    }
}
