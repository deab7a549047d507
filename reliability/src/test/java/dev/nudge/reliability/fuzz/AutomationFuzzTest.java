package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Violation;
import dev.nudge.story.Configuration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The body of an automation is refused with violations, or it can be stored and run (K3). */
class AutomationFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void automation(byte[] input) {
        Step.run(() -> {
            Map<String, @Nullable Object> body = Parts.of(input).object(0);
            List<Violation> violations = AutomationReader.check(body);
            assertThat(violations).allSatisfy(violation -> assertThat(violation.message()).endsWith(".")
                    .hasSizeLessThan(1_000).doesNotContain("java."));
            if (violations.isEmpty()) {
                run(Rules.stored(body));
            }
        });
    }

    private static void run(Automation automation) {
        Configuration rules = Rules.of(automation);
        for (String type : automation.eventTypes()) {
            for (String status : Stream.concat(automation.sourceStatuses().stream(), Stream.of("New")).toList()) {
                Rules.run(rules, automation, null, new LeadEvent("evt-1", type, Rules.LEAD, null,
                        Map.of("from", status, "to", "Won", "body", "Hi", "channel", "sms"),
                        Map.of("status", status, "phone", "+14155550100", "score", 5L, "tags", List.of("a"))));
            }
        }
    }
}
