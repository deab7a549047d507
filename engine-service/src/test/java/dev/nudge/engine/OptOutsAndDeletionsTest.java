package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.json.JsonCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opt-outs by address (F4), and the removal of leads (E10), from the event to the database. */
class OptOutsAndDeletionsTest {

    private static final Map<String, Object> SEND = Map.of("sendMessage",
            List.of(Map.of("template", "hello", "channel", "sms")));

    @TempDir
    static Path directory;
    static RunningEngine engine;

    @BeforeAll
    static void start() {
        engine = RunningEngine.in(directory).start();
        engine.automation("welcome", Map.of("event", "lead.welcome", "triggerLogicType", "event", "conditions",
                List.of(Map.of("field", "phone", "op", "exists")), "actions", SEND));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static List<Document> messagesTo(String leadId) {
        return engine.collection("messages").find(new Document("leadId", leadId)).into(new ArrayList<>());
    }

    private static List<Document> decisionsAbout(String leadId) {
        return engine.collection("decisions").find(new Document("leadId", leadId)).into(new ArrayList<>());
    }

    private static void received(String id, String leadId, String body, String phone) {
        engine.event(id, "message.received", leadId, Map.of("channel", "sms", "body", body, "from", phone), Map.of());
    }

    @Test // F4, F5
    void after_STOP_from_a_number_that_two_leads_share_neither_is_texted() {
        String shared = "+14155550110";
        engine.event("a1", "lead.updated", "ana", Map.of(), Map.of("phone", shared));
        engine.event("b1", "lead.updated", "ben", Map.of(), Map.of("phone", "(+1) 415-555-0110"));
        received("a2", "ana", "Stop!", shared);
        await("the suppression").untilAsserted(() -> assertThat(engine.collection("suppressions")
                .find(new Document("_id", RunningEngine.ORGANIZATION + ":phone:" + shared)).first())
                .containsEntry("suppressed", true).containsEntry("source", "LEAD"));

        engine.event("a3", "lead.welcome", "ana", Map.of(), Map.of());
        engine.event("b2", "lead.welcome", "ben", Map.of(), Map.of());

        await("the end of ben's message").untilAsserted(() -> assertThat(messagesTo("ben")).singleElement()
                .satisfies(message -> assertThat(message).containsEntry("state", "OPTED_OUT")));
        await("the decision about ana").untilAsserted(() -> assertThat(decisionsAbout("ana")).singleElement()
                .satisfies(decision -> assertThat(decision).containsEntry("outcome", "SKIPPED")
                        .containsEntry("reason", "OPTED_OUT")));
        assertThat(messagesTo("ana")).isEmpty();
        assertThat(engine.json(Topics.LEAD_EVENTS)).noneMatch(event -> "message.sent".equals(event.get("type"))
                && List.of("ana", "ben").contains(String.valueOf(event.get("leadId"))));
    }

    @Test // E10
    void a_deletion_removes_personal_data_also_from_records_that_are_stored_after_it() {
        engine.event("c1", "lead.welcome", "cleo", Map.of(), Map.of("phone", "+14155550111", "firstName", "Cleo"));
        await("the message").untilAsserted(() -> assertThat(messagesTo("cleo")).singleElement()
                .satisfies(message -> assertThat(message).containsEntry("state", "SENT").containsKey("to")));
        await("the decision").untilAsserted(() -> assertThat(decisionsAbout("cleo")).hasSize(1));

        engine.event("c2", "lead.deleted", "cleo", Map.of(), Map.of());

        await("the removal").untilAsserted(() -> {
            assertThat(messagesTo("cleo")).singleElement().satisfies(message -> assertThat(message)
                    .containsEntry("state", "SENT").doesNotContainKeys("to", "text", "variables"));
            assertThat(decisionsAbout("cleo")).singleElement()
                    .satisfies(decision -> assertThat(decision).containsEntry("trace", List.of()));
        });
        Map<String, @Nullable Object> command = sent("cleo", Topics.MESSAGE_COMMANDS);
        command.put("id", "m-late");
        engine.send(Topics.MESSAGE_COMMANDS, "cleo", JsonCodec.write(command));
        Map<String, @Nullable Object> decision = sent("cleo", Topics.AUTOMATION_DECISIONS);
        decision.put("id", "d-late");
        engine.send(Topics.AUTOMATION_DECISIONS, "cleo", JsonCodec.write(decision));
        await("the late records").untilAsserted(() -> {
            assertThat(messagesTo("cleo")).filteredOn(message -> "m-late".equals(message.get("_id"))).singleElement()
                    .satisfies(message -> assertThat(message).containsEntry("state", "FAILED")
                            .containsEntry("reason", "LEAD_DELETED").doesNotContainKeys("to", "text", "variables"));
            assertThat(decisionsAbout("cleo")).filteredOn(each -> "d-late".equals(each.get("_id"))).singleElement()
                    .satisfies(each -> assertThat(each).containsEntry("trace", List.of()));
        });
    }

    private static Map<String, @Nullable Object> sent(String leadId, String topic) {
        return engine.json(topic).stream().filter(record -> leadId.equals(record.get("leadId"))).findFirst()
                .orElseThrow();
    }

    @Test // E10
    void the_opt_out_of_a_merged_lead_holds_for_the_other_lead() {
        received("d1", "dora", "unsubscribe", "+14155550112");
        engine.event("d2", "lead.merged", "dora", Map.of("into", "emil"), Map.of());
        await("emil's opt-out").untilAsserted(() -> assertThat(engine.collection("leads")
                .find(new Document("leadId", "emil")).first()).isNotNull()
                .extracting("consents").asString().contains("optedOut=true"));

        engine.event("e1", "lead.welcome", "emil", Map.of(), Map.of("phone", "+14155550113"));

        await("the decision about emil").untilAsserted(() -> assertThat(decisionsAbout("emil")).singleElement()
                .satisfies(decision -> assertThat(decision).containsEntry("reason", "OPTED_OUT")));
        assertThat(messagesTo("emil")).isEmpty();
    }
}
