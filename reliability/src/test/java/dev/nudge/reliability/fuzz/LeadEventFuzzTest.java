package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nudge.Topics;
import dev.nudge.automation.Automation;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.processing.ClassifiedBatch;
import dev.nudge.engine.processing.EventClassifier;
import dev.nudge.engine.processing.InboundBatch;
import dev.nudge.engine.processing.LeadBatchResult;
import dev.nudge.engine.processing.LeadProcessor;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import dev.nudge.story.Configuration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Any record of {@code lead.events} is skipped, dead-lettered with its reason, or decided; its results are JSON that
 * their readers accept, and the lead's document can be stored.
 */
class LeadEventFuzzTest {

    private static final Automation AUTOMATION = Rules.stored(Map.of("name", "Follow up", "event", "message.received",
            "triggerType", "status_change", "triggerLogicType", "event", "maxFollowUpCount", 3L, "conditions",
            List.of(Map.of("not", Map.of("field", "score", "op", "gt", "value", 5L)),
                    Map.of("any", List.of(Map.of("field", "lastInboundBody", "op", "matches", "value", "(?i)a.*b"),
                            Map.of("field", "tags", "op", "notContains", "value", "vip"),
                            Map.of("field", "status", "op", "changedTo", "value", "Won")))),
            "actions", Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms"),
                    Map.of("template", "hello", "channel", "email")))));
    private static final Configuration RULES = Rules.of(AUTOMATION);

    private final EventClassifier classifier = new EventClassifier(1, new EngineMetrics(new SimpleMeterRegistry()));

    @FuzzTest(maxDuration = "10m")
    void record(byte[] value) {
        Step.run(() -> {
            ClassifiedBatch classified = classifier.classify(InboundBatch.whole(List.of(
                    new InboundRecord(0, 7, Rules.NOW, null, value))));
            classified.deadLetters().forEach(LeadEventFuzzTest::checkDeadLetter);
            classified.byLead().forEach((key, records) -> {
                LeadBatchResult fold = LeadProcessor.process(key, null, records, RULES, Traces.OFF,
                        () -> true);
                fold.outbound().forEach(LeadEventFuzzTest::check);
            });
        });
    }

    private static void check(OutboundRecord outgoing) {
        if (outgoing.topic().endsWith(".dlt")) {
            checkDeadLetter(outgoing);
        } else {
            assertThat(outgoing.topic()).isIn(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS);
            assertThat(JsonCodec.readObject(Objects.requireNonNull(outgoing.value())))
                    .isInstanceOf(Reading.Understood.class);
        }
    }

    private static void checkDeadLetter(OutboundRecord deadLetter) {
        assertThat(deadLetter.headers().get("nudge-reason")).isNotBlank().endsWith(".")
                .doesNotContain("java.", "Exception", "failed:");
    }
}
