package dev.nudge.engine.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.story.EventsAtLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events at the limits are decided, published, sent and stored: no later step has a lower limit than the reader. */
class EventsAtLimitsTest {

    private static final Map<String, Map<String, Object>> EVENTS = EventsAtLimits.of(RunningEngine.ORGANIZATION);
    private static final List<Map<String, Object>> ON_ALL = List.of(Map.of("field", "phone", "op", "exists"),
            Map.of("not", Map.of("field", "deep", "op", "eq", "value", 1)),
            Map.of("not", Map.of("field", "event.data.large", "op", "lt", "value", 1)));

    @Test // E2, E6
    void events_at_every_limit_are_sent_and_stored(@TempDir Path directory) {
        try (RunningEngine engine = RunningEngine.in(directory).start()) {
            for (String type : List.of("limit.reached", "T".repeat(128))) {
                engine.automation("at-once-" + type.charAt(0), Map.of("event", type, "triggerLogicType", "event",
                        "conditions", ON_ALL, "actions",
                        Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms")))));
                engine.automation("later-" + type.charAt(0), Map.of("event", type, "triggerLogicType", "timer",
                        "timerLogic", Map.of("delay", 1, "unit", "seconds"), "conditions", ON_ALL, "actions",
                        Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms")))));
            }
            EVENTS.values().forEach(event -> engine.send(Topics.LEAD_EVENTS, String.valueOf(event.get("leadId")),
                    JsonCodec.write(event)));

            EVENTS.forEach((name, event) -> await(name).untilAsserted(() -> assertThat(sentTo(engine, event))
                    .as("messages of the event at the limit of %s", name).hasSize(2).allSatisfy(message -> {
                        assertThat(message).containsEntry("state", "SENT");
                        assertThat(message.get("variables", Document.class))
                                .hasSameSizeAs((Map<?, ?>) event.get("lead"));
                    })));
            EVENTS.forEach((name, event) -> await(name).untilAsserted(() -> assertThat(
                    engine.collection("decisions").countDocuments(new Document("leadId", event.get("leadId"))))
                    .as("decisions about the event at the limit of %s", name).isEqualTo(3)));
            EVENTS.forEach((name, event) -> assertThat(LeadDocumentReader.stored(Objects.requireNonNull(
                    engine.collection("leads").find(new Document("leadId", event.get("leadId"))).first())).lead()
                    .attributes()).as(name).isEqualTo(Json.normalized(event.get("lead"))));
            assertThat(engine.records(Topics.deadLetters(Topics.LEAD_EVENTS))).isEmpty();
        }
    }

    private static Iterable<Document> sentTo(RunningEngine engine, Map<String, Object> event) {
        return engine.collection("messages").find(new Document("leadId", event.get("leadId")));
    }
}
