package dev.nudge.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operators of a type can judge its values. */
class FieldTypeTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:14:00Z");

    @ParameterizedTest // K2
    @EnumSource(value = FieldType.class, names = "ANY", mode = EnumSource.Mode.EXCLUDE)
    void each_operator_of_a_type_compares_its_values(FieldType type) {
        for (Operator operator : Operator.values()) {
            if (type.allows(operator)) {
                assertThat(held(type, operator)).as("%s %s", type, operator).isNotEqualTo(Truth.UNKNOWN);
            }
        }
    }

    @Test
    void each_operator_has_a_type() {
        for (Operator operator : Operator.values()) {
            assertThat(Stream.of(FieldType.values()).filter(type -> type != FieldType.ANY)
                    .anyMatch(type -> type.allows(operator))).as("%s", operator).isTrue();
        }
    }

    private static Truth held(FieldType type, Operator operator) {
        Map<String, Object> leaf = new HashMap<>(Map.of("field", "x", "op", operator.json()));
        Object operand = operand(type, operator);
        if (operand != null) {
            leaf.put("value", operand);
        }
        JsonObject object = JsonObject.of(Map.of("conditions", List.of(leaf)));
        Conditions conditions = ConditionReader.ofRequests().read(object, "conditions");
        assertThat(object.violations()).isEmpty();
        Object value = value(type);
        return conditions.judge(new Facts() {
            @Override
            public @Nullable Object value(String field) {
                return value;
            }

            @Override
            public @Nullable Change change(String field) {
                return new Change(value, value);
            }
        }, NOW, ZoneOffset.UTC).trace().getFirst().held();
    }

    private static Object value(FieldType type) {
        return switch (type) {
            case TEXT, ANY -> "a";
            case TEXTS -> List.of("a");
            case NUMBER -> 1L;
            case INSTANT -> NOW;
        };
    }

    private static @Nullable Object operand(FieldType type, Operator operator) {
        Object scalar = switch (type) {
            case TEXT, TEXTS, ANY -> "a";
            case NUMBER -> 1L;
            case INSTANT -> "2026-04-22T10:14:00Z";
        };
        return switch (operator.takes()) {
            case NOTHING -> null;
            case SCALAR, ORDERED -> scalar;
            case SCALARS -> List.of(scalar);
            case TEXT, PATTERN -> "a";
            case RANGE -> List.of(scalar, scalar);
            case AGE -> "24h";
        };
    }
}
