package dev.nudge.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00A0", "\u3000 ", "a\u0000", "a\n", "a\u007F", "a\u0085", "a\u00AD", "a\u200B",
            "a\u200D", "a\u202E", "a\u2028", "a\u2029", "a\u2060", "\uFEFFa", "a\uD83D", "\uDE00a", "a\uDE00\uD83D",
            "a\u0378", "a\uFFFE", "a\uFFFD", "a\uFE0F", "a\u034F", "\u115F", "\u3164", "\u2800", "\uFFA0", "a\u180E",
            "a\uDB40\uDC41", "a\uDB40\uDD00"})
    void a_text_with_an_invisible_character_is_not_visible(String text) {
        assertThat(VisibleText.isVisible(text)).isFalse();
    }

    @Test
    void letters_marks_inner_spaces_and_emoji_are_visible() {
        for (String text : new String[]{"ana", "ana maria", "e\u0301", "\u5f20\u4f1f", "\u0e19\u0e49\u0e33",
                "\uD83D\uDE00", "..",
                "auth0|5f"}) {
            assertThat(VisibleText.isVisible(text)).as(text).isTrue();
        }
    }
}
