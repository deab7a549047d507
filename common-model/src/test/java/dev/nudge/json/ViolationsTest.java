package dev.nudge.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A document with an error in every field costs no more than a document with a few. */
class ViolationsTest {

    private static Map<String, Object> fields(int count, int nameLength) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            fields.put("x".repeat(nameLength) + i, i);
        }
        return fields;
    }

    @Test
    void the_first_100_violations_are_kept_and_the_others_are_counted() {
        JsonObject object = JsonObject.of(fields(100_000, 3));
        object.allowOnly(Set.of("name"));

        assertThat(object.violations()).hasSize(100);
        assertThat(object.violations().count()).isEqualTo(100_000);
        assertThat(object.violations().getLast())
                .isEqualTo(new Violation("/xxx99", Violation.UNKNOWN_FIELD,
                        "Unknown field \"xxx99\"; known here: name."));
    }

    @Test
    void counts_are_added_when_documents_are_combined() {
        JsonObject first = JsonObject.of(fields(150, 1));
        first.allowOnly(Set.of());
        JsonObject second = JsonObject.of(fields(70, 1));
        second.allowOnly(Set.of());
        Violations both = Violations.of(second.violations());
        both.addAll(first.violations());
        both.add(new Violation("", Violation.SIZE, "Too much."));

        assertThat(both).hasSize(100);
        assertThat(both.count()).isEqualTo(221);
        assertThat(Violations.count(both)).isEqualTo(221);
        assertThat(Violations.count(List.copyOf(both))).isEqualTo(100);
        assertThat(new Reading.Refused<>(both).reason()).endsWith(" There are 121 more errors.");
    }

    @Test
    void long_names_are_truncated_and_the_pointer_refers_to_the_enclosing_value() {
        JsonObject object = JsonObject.of(fields(200, 4_000));
        object.allowOnly(Set.of("name"));
        object.checkStorable(Map.of("y".repeat(10_000), List.of(Map.of("a\0", 1))));

        assertThat(object.violations()).allSatisfy(violation -> {
            assertThat(violation.pointer()).isEmpty();
            assertThat(violation.message()).hasSizeLessThan(200);
        });
        assertThat(new Violation("", Violation.TYPE, "z".repeat(5_000)).message()).hasSize(1_000);
    }

    @Test
    void numbers_out_of_range_are_counted() {
        String text = "[" + "1e7000,".repeat(50_000) + "1e7000]";
        var refused = (Reading.Refused<?>) JsonCodec.read(text.getBytes(UTF_8));
        assertThat(refused.violations()).hasSize(100);
        assertThat(refused.reason()).endsWith(" There are 49901 more errors.");
    }
}
