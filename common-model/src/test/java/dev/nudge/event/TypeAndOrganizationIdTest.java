package dev.nudge.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both are read without a pattern, and error messages show the pattern. */
class TypeAndOrganizationIdTest {

    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_.:/-]{0,127}");
    private static final Pattern ORGANIZATION_ID = Pattern.compile(LeadKey.ORGANIZATION_ID);

    /** Before, between and after each character. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "A1", "1a", "message.received", "order/placed:eu-1_x"})
    void each_character_is_allowed_where_the_pattern_allows_it(String text) {
        for (char c = 0; c < 0x250; c++) {
            for (int at = 0; at <= text.length(); at++) {
                String changed = new StringBuilder(text).insert(at, c).toString();
                assertThat(LeadEventReader.isType(changed)).as(changed).isEqualTo(TYPE.matcher(changed).matches());
                assertThat(LeadKey.isOrganizationId(changed)).as(changed)
                        .isEqualTo(ORGANIZATION_ID.matcher(changed).matches());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 127, 128, 129})
    void the_length_is_bounded(int length) {
        String text = "a".repeat(length);
        assertThat(LeadEventReader.isType(text)).isEqualTo(TYPE.matcher(text).matches());
        assertThat(LeadKey.isOrganizationId(text)).isEqualTo(ORGANIZATION_ID.matcher(text).matches());
    }
}
