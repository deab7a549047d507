package dev.nudge.api.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmsTextTest {

    @ParameterizedTest
    @CsvSource({"a, 0, GSM-7, 0, 1", "a, 160, GSM-7, 160, 1", "a, 161, GSM-7, 161, 2", "a, 306, GSM-7, 306, 2",
            "a, 307, GSM-7, 307, 3", "€, 80, GSM-7, 160, 1", "€, 81, GSM-7, 162, 2", "ã, 70, UCS-2, 70, 1",
            "ã, 71, UCS-2, 71, 2", "ã, 134, UCS-2, 134, 2", "ã, 135, UCS-2, 135, 3", "👋, 35, UCS-2, 70, 1",
            "👋, 36, UCS-2, 72, 2", "é, 160, GSM-7, 160, 1", "ç, 1, UCS-2, 1, 1"})
    void a_text_has_the_segments_of_its_encoding(String character, int count, String encoding, int length,
            int segments) {
        assertThat(SmsText.of(character.repeat(count))).isEqualTo(new SmsText(encoding, length, segments));
    }

    @Test
    void a_character_of_two_units_is_not_divided() {
        assertThat(SmsText.of("a".repeat(152) + "€" + "a".repeat(152)).segments()).isEqualTo(3);
        assertThat(SmsText.of("ã".repeat(66) + "👋" + "ã".repeat(66)).segments()).isEqualTo(3);
    }

    @Test
    void line_breaks_are_in_the_alphabet() {
        assertThat(SmsText.of("Hi Ana,\r\nis it ok? [yes]~").encoding()).isEqualTo("GSM-7");
    }
}
