package dev.nudge.engine;

import static dev.nudge.engine.support.RunningEngine.ORGANIZATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/**
 * Invariant 5 on a real broker and a real database: whatever a record of any topic contains, later records are
 * processed, by this engine and after a restart.
 */
class AnyRecordOfAnyTopicTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final List<String> CONSUMED = List.of(Topics.LEAD_EVENTS, Topics.MESSAGE_COMMANDS,
            Topics.AUTOMATION_DECISIONS, Topics.deadLetters(Topics.LEAD_EVENTS));
    private static final Map<String, Object> SEND = Map.of("sendMessage",
            List.of(Map.of("template", "hello", "channel", "sms")));
    private static final Map<String, Object> PHONE = Map.of("phone", "+14155550100");
    private static final int FIVE_MILLION = 5_000_000;
    private static final int HUNDRED_THOUSAND = 100_000;

    @TempDir
    static Path directory;

    private static Stream<byte @Nullable []> values() {
        return Stream.concat(Stream.of(null, new byte[0], new byte[]{0}, new byte[]{(byte) 0xC0, (byte) 0xAF},
                new byte[]{(byte) 0xFF, (byte) 0xFE}, "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_16),
                "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_16LE)), texts().map(text -> text.getBytes(UTF_8)));
    }

    private static Stream<String> texts() {
        return Stream.concat(Stream.of("null", "1", "1e2147483648", "\"text\"", "[1]", "{", "{}", "{}{}", "\uFEFF{}",
                "[".repeat(HUNDRED_THOUSAND), "{\"a\":".repeat(HUNDRED_THOUSAND),
                "{\"a\":".repeat(HUNDRED_THOUSAND) + "1" + "}".repeat(HUNDRED_THOUSAND), "{\"a\":1e2147483648}"),
                fields().map(AnyRecordOfAnyTopicTest::object));
    }

    /** The valid fields of each topic's records, and one invalid field. */
    private static String object(String field) {
        return """
                {"id":"x","type":"lead.welcome","organizationId":"%s","leadId":"ana","automationId":"welcome","run":1,\
                "channel":"sms","recipientKind":"lead","to":"+14155550100","firedAt":"2026-04-22T10:00:00.000Z",\
                "outcome":"FIRED","reason":"FIRED","at":"2026-04-22T10:00:00.000Z","version":1,%s}"""
                .formatted(ORGANIZATION, field);
    }

    private static Stream<String> fields() {
        return Stream.concat(Stream.of("1e2147483648", "-1e-2147483648", "1e6145", "1".repeat(20_000), "{\"$gt\":1}",
                "[]", "null", "true", "7", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"x\\r\\n\\u001b[31m\\u2028\\u202e\"",
                "\"9999-12-31T23:59:59.999-18:00\"", "\"+1000000000-12-31T23:59:59Z\"", "\"2026-02-30T00:00:00Z\"",
                "{\"a\":".repeat(32) + "1" + "}".repeat(32))
                .flatMap(value -> Stream.of("id", "_id", "type", "organizationId", "leadId", "channel", "recipientKind",
                        "to", "text", "firedAt", "notAfter", "at", "dueAt", "attempt", "data", "lead", "run", "version",
                        "automation", "preference", "template", "organization", "trace")
                        .map(name -> "\"" + name + "\":" + value)),
                Stream.of("\"$where\":1", "\"a.b\":1", "\"\":1", "\"\\u0000\":1", "\"$set\":{\"a\":1}",
                        "\"a\":{\"$x\":1}",
                        "\"type\":\"timer.due\",\"data\":{\"automationId\":\"welcome\",\"run\":1e2147483648}",
                        // More than any document may have, once it is BSON.
                        "\"a\":[" + "1,".repeat(FIVE_MILLION / 2) + "1]",
                        "\"a\":\"" + "x".repeat(FIVE_MILLION) + "\""));
    }

    private static void invalid(RunningEngine engine, String topic, @Nullable Integer partition) {
        values().forEach(value -> engine.queue(new ProducerRecord<>(topic, partition, "ana".getBytes(UTF_8), value)));
        for (String name : List.of(DeadLetter.REASON, DeadLetter.TOPIC, DeadLetter.PARTITION, DeadLetter.OFFSET,
                DeadLetter.TIMESTAMP, DeadLetter.CUT, "other")) {
            for (byte @Nullable [] value : new byte[][]{null, {}, {(byte) 0xFF}, new byte[HUNDRED_THOUSAND],
                    "-1".getBytes(UTF_8), "99999999999999999999".getBytes(UTF_8), "$where".getBytes(UTF_8),
                    "+292278994-08-17T07:12:55.808Z".getBytes(UTF_8)}) {
                var record = new ProducerRecord<byte[], byte[]>(topic, partition, "ana".getBytes(UTF_8),
                        "{}".getBytes(UTF_8));
                record.headers().add(name, value);
                engine.queue(record);
            }
        }
        engine.queue(new ProducerRecord<>(topic, partition, null, "{}".getBytes(UTF_8)));
        engine.queue(new ProducerRecord<>(topic, partition, new byte[HUNDRED_THOUSAND], "{}".getBytes(UTF_8)));
        engine.flush();
    }

    private static void valid(RunningEngine engine, String id) {
        engine.automation("after-" + id, Map.of("event", "lead." + id, "triggerLogicType", "event", "actions", SEND));
        engine.send(Topics.MESSAGE_COMMANDS, "ana", command("m-" + id));
        engine.send(Topics.AUTOMATION_DECISIONS, "ana", decision("d-" + id));
        OutboundRecord letter = DeadLetter.of(Topics.LEAD_EVENTS, new InboundRecord(0, id.length(), Instant.EPOCH, null,
                id.getBytes(UTF_8)), "It is invalid.");
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(letter.topic(), letter.key(), letter.value());
        letter.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        engine.queue(record);
        engine.flush();
    }

    private static byte[] command(String id) {
        return JsonCodec
                .write(Map.of("id", id, "organizationId", ORGANIZATION, "leadId", "ana", "automationId", "welcome",
                        "channel", "sms", "recipientKind", "user", "to", "+14155550100", "firedAt",
                        "2026-04-22T10:00:00.000Z"));
    }

    private static byte[] decision(String id) {
        return JsonCodec
                .write(Map.of("id", id, "organizationId", ORGANIZATION, "leadId", "ana", "automationId", "welcome",
                        "outcome", "SKIPPED", "at", "2026-04-22T10:00:00.000Z"));
    }

    private static void awaitValidRecords(RunningEngine engine, String id) {
        await("the configuration").atMost(TIMEOUT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            engine.event("e-" + id + System.nanoTime(), "lead." + id, "ana", Map.of(), PHONE);
            assertThat(find(engine, "messages", new Document("automationId", "after-" + id))).isNotEmpty();
        });
        await("the command").atMost(TIMEOUT).untilAsserted(
                () -> assertThat(find(engine, "messages", new Document("_id", "m-" + id).append("state", "SENT")))
                        .hasSize(1));
        await("the decision").atMost(TIMEOUT).untilAsserted(
                () -> assertThat(find(engine, "decisions", new Document("_id", "d-" + id))).hasSize(1));
        await("the dead letter").atMost(TIMEOUT).untilAsserted(() -> assertThat(
                find(engine, "deadLetters", new Document("_id", "lead.events-0-" + id.length()))).hasSize(1));
        await("readiness and no lag").atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(engine.probe("readiness")).isEqualTo(Status.UP);
            Map<String, Double> lags = new HashMap<>();
            CONSUMED.forEach(topic -> lags.put(topic, engine.lag(topic)));
            assertThat(lags.values()).as(lags.toString()).containsOnly(0.0);
        });
    }

    private static List<Document> find(RunningEngine engine, String collection, Document filter) {
        return engine.collection(collection).find(filter).into(new ArrayList<>());
    }

    @Test
    void later_records_are_processed_by_this_engine_and_after_a_restart() {
        try (RunningEngine engine = RunningEngine.in(directory).start()) {
            invalid(engine, Topics.LEAD_EVENTS, LeadPartitioner.partitionOf(new LeadKey(ORGANIZATION, "ana"), 4));
            for (String topic : List.of(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS,
                    Topics.AUTOMATION_EVENTS, Topics.deadLetters(Topics.LEAD_EVENTS))) {
                invalid(engine, topic, null);
            }
            valid(engine, "first");
            awaitValidRecords(engine, "first");
            assertThat(engine.failed(Topics.MESSAGE_COMMANDS)).isPositive()
                    .isEqualTo(engine.records(Topics.deadLetters(Topics.MESSAGE_COMMANDS)).size());
            assertThat(engine.failed(Topics.AUTOMATION_DECISIONS)).isPositive()
                    .isEqualTo(engine.records(Topics.deadLetters(Topics.AUTOMATION_DECISIONS)).size());
            assertThat(engine.failed(Topics.AUTOMATION_EVENTS)).isPositive();
            assertThat(engine.records(Topics.deadLetters(Topics.MESSAGE_COMMANDS))).allSatisfy(
                    letter -> assertThat(Objects.requireNonNull(letter.headers().lastHeader(DeadLetter.OFFSET)).value())
                            .isNotEmpty());

            engine.stop();
            engine.start();
            valid(engine, "second");
            awaitValidRecords(engine, "second");
        }
    }
}
