package dev.nudge.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.support.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of messages are counted from their documents. */
class MessageRollupsTest {

    private static final Instant TEN = Instant.parse("2026-04-22T10:00:00Z");

    @TempDir
    static Path directory;
    static TestStore store;

    private MessageRollups rollups;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void empty() {
        for (String name : new String[]{"messages", "rollups", "organizations"}) {
            store.database().getCollection(name).deleteMany(new Document());
        }
        store.database().getCollection("organizations").insertOne(new Document("_id", "acme"));
        rollups = new MessageRollups(store.database());
    }

    private static void message(String id, String state, Instant queuedAt, @Nullable Instant sentAt, Instant stateAt) {
        store.database().getCollection("messages").insertOne(new Document("_id", id).append("organizationId", "acme")
                .append("automationId", "a").append("channel", "sms").append("state", state)
                .append("queuedAt", Date.from(queuedAt)).append("sentAt", sentAt == null ? null : Date.from(sentAt))
                .append("stateAt", Date.from(stateAt)));
    }

    private static void change(String id, String state, Instant at) {
        store.database().getCollection("messages").updateOne(new Document("_id", id),
                new Document("$set", new Document("state", state).append("stateAt", Date.from(at))));
    }

    private static Map<String, Map<String, Object>> of(String hour, Map<String, Object> states) {
        String id = "acme:2026-04-22T" + hour + ":00:00.000Z:messages";
        return Map.of(id, Map.of("sms", states), id + ":a", Map.of("sms", states));
    }

    @Test
    void a_message_counts_in_the_hour_in_which_it_reached_each_state() {
        message("m-1", "DELIVERED", TEN, TEN.plusSeconds(1), TEN.plusSeconds(5));
        message("m-2", "SENT", TEN, TEN.plusSeconds(2), TEN.plusSeconds(2));
        message("m-3", "SENDING", TEN, null, TEN.plusSeconds(3));
        message("m-4", "FAILED", TEN.minusSeconds(1), null, TEN.plusSeconds(3));

        rollups.count(TEN.plusSeconds(10));
        rollups.count(TEN.plusSeconds(11));

        assertThat(StoredRollups.in(store)).containsAllEntriesOf(
                of("10", Map.of("QUEUED", 3L, "SENT", 2L, "DELIVERED", 1L, "FAILED", 1L)));
        assertThat(StoredRollups.in(store)).containsAllEntriesOf(of("09", Map.of("QUEUED", 1L))).hasSize(4);
    }

    @Test
    void a_state_that_was_counted_still_counts_after_the_message_has_left_it() {
        message("m-1", "FAILED", TEN, null, TEN.plusSeconds(1));
        rollups.count(TEN.plusSeconds(2));
        change("m-1", "EXPIRED", TEN.plusSeconds(10));

        rollups.count(TEN.plusSeconds(11));

        assertThat(StoredRollups.in(store)).isEqualTo(of("10", Map.of("QUEUED", 1L, "FAILED", 1L, "EXPIRED", 1L)));
    }

    @Test
    void what_becomes_known_late_is_counted_within_an_hour() {
        rollups.count(TEN.plus(Duration.ofHours(4)));
        message("m-1", "FAILED", TEN, null, TEN.plusSeconds(1));
        rollups.count(TEN.plus(Duration.ofHours(4)).plusSeconds(1));
        assertThat(StoredRollups.in(store)).isEmpty();

        rollups.count(TEN.plus(Duration.ofHours(5)));

        assertThat(StoredRollups.in(store)).isEqualTo(of("10", Map.of("QUEUED", 1L, "FAILED", 1L)));
    }

    @Test
    void test_messages_do_not_count() {
        message("m-1", "FAILED", TEN, null, TEN.plusSeconds(1));
        store.database().getCollection("messages").updateOne(new Document("_id", "m-1"),
                new Document("$set", new Document("test", true)));

        rollups.count(TEN.plusSeconds(2));

        assertThat(StoredRollups.in(store)).isEmpty();
    }
}
