package dev.nudge.engine.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Limits;
import dev.nudge.Topics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every dead letter is stored once (E6), whatever it contains and however often it is delivered. */
class DeadLettersTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    @TempDir
    static Path directory;
    static TestStore store;

    private DeadLetters deadLetters;
    private long offset;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void without_dead_letters() {
        store.database().getCollection("deadLetters").deleteMany(new Document());
        deadLetters = new DeadLetters(store.database());
        deadLetters.createIndexes(Duration.ofDays(90));
    }

    private static OutboundRecord letter(long offset, byte @Nullable [] value) {
        return DeadLetter.of(Topics.LEAD_EVENTS,
                new InboundRecord(3, offset, NOON.minusSeconds(60), "ana".getBytes(UTF_8), value),
                "It is invalid.");
    }

    private ConsumerRecord<byte[], byte[]> record(OutboundRecord letter) {
        RecordHeaders headers = new RecordHeaders();
        letter.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
        return new ConsumerRecord<>(letter.topic(), 0, offset++, NOON.toEpochMilli(), TimestampType.CREATE_TIME, 0, 0,
                letter.key(), letter.value(), headers, Optional.empty());
    }

    private void keep(OutboundRecord... letters) {
        deadLetters.onMessage(Arrays.stream(letters).map(this::record).toList());
    }

    private static List<Document> kept() {
        return store.database().getCollection("deadLetters").find().into(new ArrayList<>());
    }

    @Test // E6
    void a_dead_letter_is_stored_with_the_original_record_its_position_and_the_reason() {
        byte[] event = "{\"organizationId\": \"acme\", \"leadId\": 7}".getBytes(UTF_8);
        keep(letter(17, event));

        assertThat(kept()).singleElement().satisfies(document -> assertThat(document)
                .containsEntry("_id", "lead.events-3-17").containsEntry("organizationId", "acme")
                .containsEntry("reason", "It is invalid.").containsEntry("topic", "lead.events")
                .containsEntry("partition", 3L).containsEntry("offset", 17L)
                .containsEntry("timestamp", Date.from(NOON.minusSeconds(60))).containsEntry("at", Date.from(NOON))
                .containsEntry("key", new Binary("ana".getBytes(UTF_8))).containsEntry("value", new Binary(event))
                .containsEntry("cut", false));
    }

    @Test // invariant 3
    void a_redelivered_dead_letter_adds_nothing() {
        keep(letter(1, new byte[]{1}), letter(2, new byte[]{2}));
        List<Document> before = kept();
        keep(letter(2, new byte[]{2}), letter(1, new byte[]{1}));
        assertThat(kept()).isEqualTo(before);
        keep(letter(2, new byte[]{2}), letter(3, new byte[]{3}), letter(3, new byte[]{3}));
        assertThat(kept()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{}", "{\"organizationId\": 7}", "{\"organizationId\": \"a b\"}",
            "{\"organizationId\": null}", "{\"organizationId\": 1e2147483648}",
            "{\"organizationId\": \"acme\", \"organizationId\": \"globex\"}",
            "{\"data\": {\"organizationId\": \"acme\"}}", "[{\"organizationId\": \"acme\"}]"})
    void a_value_without_a_valid_organization_is_stored_without_one(String value) {
        keep(letter(1, value.getBytes(UTF_8)));
        assertThat(kept()).singleElement().satisfies(document -> assertThat(document)
                .containsEntry("organizationId", null).containsEntry("value", new Binary(value.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"organizationId\": \"acme\"", "{\"organizationId\": \"acme\", \"a\": 1e2147483648}",
            "{\"a\": {\"b\": [1]}, \"organizationId\": \"acme\", \"a\": tru",
            "\ufeff{\"organizationId\": \"acme\"} {}"})
    void the_organization_is_stored_if_it_can_be_read(String value) {
        keep(letter(1, value.getBytes(UTF_8)));
        assertThat(kept()).singleElement()
                .satisfies(document -> assertThat(document).containsEntry("organizationId", "acme"));
    }

    @Test
    void a_record_without_key_and_value_is_stored() {
        keep(new OutboundRecord(Topics.deadLetters(Topics.LEAD_EVENTS), null, null, null, letter(1, null).headers()));
        assertThat(kept()).singleElement().satisfies(document -> assertThat(document).containsEntry("value", null)
                .containsEntry("key", null).containsEntry("cut", false));
    }

    @Test
    void only_the_first_part_of_a_value_that_is_too_long_is_stored_and_marked_as_cut() {
        keep(letter(1, new byte[Limits.MAX_EVENT_BYTES]), letter(2, new byte[Limits.MAX_EVENT_BYTES + 1]),
                DeadLetter.cut(letter(3, new byte[10])));
        assertThat(kept()).extracting(document -> document.getBoolean("cut")).containsExactly(false, true, true);
        assertThat(kept()).extracting(document -> document.get("value", Binary.class).length())
                .containsExactly(Limits.MAX_EVENT_BYTES, Limits.MAX_EVENT_BYTES, 10);
    }

    @Test
    void a_dead_letter_without_position_headers_is_stored_under_its_own_position() {
        deadLetters.onMessage(List.of(new ConsumerRecord<>("lead.events.dlt", 0, 5, null, new byte[]{1})));
        assertThat(kept()).singleElement().satisfies(document -> assertThat(document)
                .containsEntry("_id", "lead.events.dlt-0-5").containsEntry("reason", null)
                .containsEntry("timestamp", null));
    }
}
