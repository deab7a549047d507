package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nudge.condition.Change;
import dev.nudge.condition.ConditionReader;
import dev.nudge.condition.Conditions;
import dev.nudge.condition.Facts;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accepted conditions are evaluated with any values, with a trace of every leaf that can be serialized. The input is
 * {@code {"conditions": [...]}} and the values by field.
 */
class ConditionFuzzTest {

    private record Values(Map<String, ? extends @Nullable Object> values) implements Facts {

        @Override
        public @Nullable Object value(String field) {
            return field.endsWith("At") && values.get(field) instanceof String text
                    ? Json.instant(text).<Object>map(instant -> instant).orElse(text)
                    : values.get(field);
        }

        @Override
        public @Nullable Change change(String field) {
            return values.containsKey(field) ? new Change(values.get("from"), values.get(field)) : null;
        }
    }

    @FuzzTest(maxDuration = "10m")
    void conditions(byte[] input) {
        Parts parts = Parts.of(input);
        Step.run(() -> {
            JsonObject object = JsonObject.of(parts.object(0));
            Conditions conditions = ConditionReader.ofRequests().read(object, "conditions");
            if (object.violations().isEmpty()) {
                Conditions.Judgement judgement = conditions.judge(new Values(parts.object(1)), Rules.NOW,
                        ZoneOffset.UTC);
                assertThat(judgement.trace()).allSatisfy(
                        entry -> assertThat(String.valueOf(entry.actual())).hasSizeLessThanOrEqualTo(600));
            }
        });
    }
}
