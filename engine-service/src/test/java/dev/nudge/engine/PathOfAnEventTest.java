package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.event.LeadKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathOfAnEventTest {

    private static final Map<String, Object> SEND = Map.of("sendMessage",
            List.of(Map.of("template", "hello", "channel", "sms")));

    @TempDir
    static Path directory;
    static RunningEngine engine;

    @BeforeAll
    static void start() {
        engine = RunningEngine.in(directory).start();
        engine.automation("on-event", Map.of("event", "lead.welcome", "triggerLogicType", "event", "actions", SEND));
        engine.automation("after-a-second", Map.of("event", "lead.wait", "triggerLogicType", "timer", "timerLogic",
                Map.of("delay", 1, "unit", "seconds"), "maxFollowUpCount", 2, "actions", SEND));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void an_event_becomes_a_message_that_is_sent_and_reported() {
        engine.event("e1", "lead.welcome", "ana", Map.of(), Map.of("phone", "+14155550100"));
        await("the message to be sent").untilAsserted(() -> assertThat(messagesTo("ana")).hasSize(1));
        await("message.sent").untilAsserted(() -> assertThat(engine.json(Topics.LEAD_EVENTS))
                .anySatisfy(event -> assertThat(event).containsEntry("type", "message.sent").containsEntry("leadId",
                        "ana")));
        await("the decision to be stored").untilAsserted(() -> assertThat(engine.collection("decisions")
                .countDocuments(new Document("leadId", "ana"))).isPositive());
        // The lead's event is published before the message is stored as sent (ADR 14).
        await("the message to be stored as sent").untilAsserted(() -> assertThat(engine.collection("messages")
                .find(new Document("leadId", "ana")).first()).containsEntry("state", "SENT")
                .containsEntry("to", "+14155550100"));
        await("the events to be stored").untilAsserted(() -> assertThat(engine.collection("leadEvents")
                .find(new Document("leadId", "ana")).map(event -> event.get("type")))
                .containsExactlyInAnyOrder("lead.welcome", "message.sent"));
        await("the decision to be counted").untilAsserted(() -> assertThat(engine.collection("rollups")
                .find(new Document("kind", "decisions").append("automationId", null)
                        .append("counts.FIRED.IMMEDIATE", new Document("$gte", 1)))
                .first()).isNotNull());
    }

    @Test
    void a_timer_fires_its_follow_ups_in_sequence() {
        engine.event("w1", "lead.wait", "ben", Map.of(), Map.of("phone", "+14155550101"));
        await("both follow-ups")
                .untilAsserted(() -> assertThat(messagesTo("ben")).extracting(message -> message.get("followUp"))
                        .containsExactlyInAnyOrder(1L, 2L));
    }

    @Test // E6
    void a_record_that_cannot_be_read_is_dead_lettered_and_blocks_no_other() {
        engine.send(Topics.LEAD_EVENTS, "cleo", "no json".getBytes(StandardCharsets.UTF_8));
        engine.event("c1", "lead.welcome", "cleo", Map.of(), Map.of("phone", "+14155550102"));
        await("the next event").untilAsserted(() -> assertThat(messagesTo("cleo")).hasSize(1));
        await("the dead letter").untilAsserted(
                () -> assertThat(engine.records(Topics.deadLetters(Topics.LEAD_EVENTS))).anySatisfy(letter -> {
                    assertThat(letter.value()).asString().isEqualTo("no json");
                    assertThat(header(letter, DeadLetter.REASON))
                            .contains("Expected JSON at line 1, column 1 but found none");
                    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(Topics.LEAD_EVENTS);
                }));
        await("the dead letter to be stored").untilAsserted(
                () -> assertThat(engine.collection("deadLetters").find()).anySatisfy(letter -> assertThat(letter)
                        .containsEntry("topic", Topics.LEAD_EVENTS).containsEntry("organizationId", null)
                        .containsEntry("value", new Binary("no json".getBytes(StandardCharsets.UTF_8)))));
    }

    @Test // invariant 6
    void a_misrouted_event_is_forwarded_to_its_leads_partition() {
        int home = LeadPartitioner.partitionOf(new LeadKey(RunningEngine.ORGANIZATION, "dora"), 4);
        byte[] event = """
                {"id":"d1","type":"lead.welcome","organizationId":"org-1","leadId":"dora","lead":{"phone":"+14155550103"}}
                """.getBytes(StandardCharsets.UTF_8);
        engine.send(Topics.LEAD_EVENTS, (home + 1) % 4, null, event);
        engine.send(Topics.LEAD_EVENTS, (home + 1) % 4, null, event);
        await("the message").untilAsserted(() -> assertThat(messagesTo("dora")).hasSize(1));
        assertThat(engine.records(Topics.LEAD_EVENTS))
                .anySatisfy(record -> {
                    assertThat(record.partition()).isEqualTo(home);
                    assertThat(record.value()).isEqualTo(event);
                });
    }

    @Test // invariant 5
    void an_invalid_command_blocks_no_message() {
        engine.send(Topics.MESSAGE_COMMANDS, "fay", """
                {"id":"m-foreign","organizationId":"org-1","leadId":"fay","channel":5}
                """.getBytes(StandardCharsets.UTF_8));
        engine.event("f1", "lead.welcome", "fay", Map.of(), Map.of("phone", "+14155550105"));
        await("the next message").untilAsserted(() -> assertThat(
                engine.collection("messages").countDocuments(new Document("leadId", "fay"))).isEqualTo(1));
    }

    @Test // invariant 4
    void a_waiting_timer_survives_a_restart() {
        engine.event("r1", "lead.wait", "eve", Map.of(), Map.of("phone", "+14155550104"));
        await("the timer to be set").untilAsserted(() -> assertThat(engine.json(Topics.AUTOMATION_DECISIONS))
                .anySatisfy(decision -> assertThat(decision).containsEntry("leadId", "eve")
                        .containsEntry("reason", "TIMER_SET")));
        engine.stop();
        engine.start();
        await("the follow-ups")
                .untilAsserted(() -> assertThat(messagesTo("eve")).hasSize(2));
    }

    private static List<Map<String, Object>> messagesTo(String leadId) {
        return engine.json(Topics.MESSAGE_COMMANDS).stream().filter(message -> leadId.equals(message.get("leadId")))
                .map(message -> Map.<String, Object>copyOf(withoutNulls(message))).toList();
    }

    private static Map<String, Object> withoutNulls(Map<String, ?> json) {
        Map<String, Object> copy = new HashMap<>();
        json.forEach((name, value) -> {
            if (value != null) {
                copy.put(name, value);
            }
        });
        return copy;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
