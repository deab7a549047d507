package dev.nudge.engine.processing;

import static dev.nudge.engine.support.RunningEngine.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 5 on a real broker and a real database, with their own limits. There is one lead, so that all events are in
 * one partition and are processed in sequence.
 */
class UnprocessableEventsTest {

    private static final int THOUSAND = 1_000;
    private static final Document PREFERENCES = new Document();
    private static final Map<String, Object> PHONE = Map.of("phone", "+14155550100");

    @TempDir
    static Path directory;
    static RunningEngine engine;

    @BeforeAll
    static void start() {
        engine = RunningEngine.in(directory);
        automation("welcome", Map.of("event", "lead.welcome", "triggerLogicType", "event"), "hello", "sms");
        automation("shout", Map.of("event", "lead.shouted", "triggerLogicType", "event"), "long", "email");
        IntStream.range(0, THOUSAND).forEach(i -> automation("wait-" + i, Map.of("event", "lead.asked",
                "triggerLogicType", "timer", "timerLogic", Map.of("delay", 1, "unit", "seconds")), "hello", "sms"));
        engine.collection("users").insertOne(new Document("_id", ORGANIZATION + ":user-1")
                .append("organizationId", ORGANIZATION).append("userId", "user-1").append("automations", PREFERENCES));
        engine.collection("templates").insertOne(new Document("_id", ORGANIZATION + ":long")
                .append("organizationId", ORGANIZATION).append("name", "long").append("version", 1)
                .append("subject", "{{note}}".repeat(10)).append("body", "{{note}}".repeat(10)));
        engine.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static void automation(String id, Map<String, Object> fields, String template, String channel) {
        PREFERENCES.append(id, new Document("enabled", true).append("version", 1));
        Document automation = new Document("_id", id).append("organizationId", ORGANIZATION).append("userId", "user-1")
                .append("version", 1).append("name", id);
        automation.putAll(fields);
        engine.collection("automations").insertOne(automation.append("actions", Map.of("sendMessage",
                List.of(Map.of("template", template, "channel", channel)))));
    }

    @Test
    void it_is_dead_lettered_with_its_reason_and_later_events_are_processed() {
        engine.event("first", "lead.welcome", "ana", Map.of(), PHONE);

        engine.event("too large to be taken", "lead.welcome", "ana", Map.of("note", "x".repeat(900_000)), PHONE);
        engine.event("too large to be rendered", "lead.shouted", "cleo", Map.of(),
                Map.of("email", "cleo@example.org", "note", "x".repeat(10_000)));
        // Each of the thousand runs would store what its event changed.
        Map<String, Object> notes = new HashMap<>();
        IntStream.range(0, 60).forEach(i -> notes.put("note" + i, "x".repeat(1_000)));
        engine.event("too large to be stored", "lead.asked", "ana", Map.of(), notes);
        engine.event("last", "lead.welcome", "ana", Map.of(), PHONE);

        await("the later events")
                .untilAsserted(() -> assertThat(messagesOf("welcome")).isEqualTo(2));
        assertThat(engine.records(Topics.deadLetters(Topics.LEAD_EVENTS)).stream()
                .map(letter -> idOf(letter) + ": " + reason(letter)).toList()).satisfiesExactlyInAnyOrder(
                        letter -> assertThat(letter).startsWith("too large to be taken: ")
                                .contains("Expected a lead event of at most 262144 bytes"),
                        letter -> assertThat(letter).startsWith("too large to be stored: ")
                                .contains("at most 15728640 can be stored"));
        assertThat(engine.json(Topics.MESSAGE_COMMANDS)).filteredOn(message -> "cleo".equals(message.get("leadId")))
                .isNotEmpty().allSatisfy(message -> assertThat(message).containsEntry("failure", "TEMPLATE_TOO_LARGE"));
        Document ana = engine.collection("leads").find(new Document("_id", ORGANIZATION + ":ana")).first();
        assertThat(ana).extractingByKey("attributes").isEqualTo(new Document(PHONE));
    }

    @Test
    void a_lead_with_a_thousand_automations_gets_a_thousand_follow_ups() {
        engine.event("asked", "lead.asked", "ben", Map.of(), PHONE);

        await("all follow-ups")
                .untilAsserted(() -> assertThat(engine.json(Topics.MESSAGE_COMMANDS).stream()
                        .filter(message -> "ben".equals(message.get("leadId"))).map(message -> message.get("id"))
                        .toList()).hasSize(THOUSAND).doesNotHaveDuplicates());
    }

    private static long messagesOf(String automationId) {
        return engine.json(Topics.MESSAGE_COMMANDS).stream()
                .filter(message -> automationId.equals(message.get("automationId"))).count();
    }

    private static @Nullable Object idOf(ConsumerRecord<byte[], byte[]> letter) {
        return JsonCodec.readObject(letter.value()).orThrow().get("id");
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return new String(letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8);
    }
}
