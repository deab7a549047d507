package dev.nudge.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No pattern takes forever to compile (K, `matches`). */
@Timeout(30)
class CaseFoldingTest {

    @ParameterizedTest
    @ValueSource(strings = {"(?i)\u1c80", "(?i)[a-\uffff]", "(?i)[^\u1c88]", "(?i:\u1c81)", "(?i)\\Q\u1c82\\E",
            "(?i)\\x{1C80}", "(?i)[\\x{1000}-\\x{2000}]", "(?i)[\\x61-\u2000]", "(?si)\u1c85", "a(?i)b\u1c86",
            "(?i)[{-\ud83d\ude00]", "(?i)[\\]-\ud83d\ude00]", "(?i)[\\a-\u2000]", "(?s-i:(?i)\u1c87)"})
    void a_pattern_that_RE2J_would_never_finish_compiling_is_refused(String pattern) {
        assertThatThrownBy(() -> new Patterns().compile(pattern)).isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("U+1C80 to U+1C88");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u1c80", "[a-\uffff]", "(?i)\\p{Cyrillic}", "(?i)[^a]", "(?i)[\u0430-\u044f]",
            "(?i)[\ud83d\ude00-\ud83d\ude4f]", "(?i)stop", "(?i)[a-z]", "(?i)\\x41", "(?i)\\pL", "(?i)a-z"})
    void other_patterns_are_compiled(String pattern) {
        assertThat(new Patterns().compile(pattern)).isPresent();
    }

    /** Compiles each letter that has another case, outside the range that is refused. */
    @Test
    void no_other_letter_is_affected_by_this_JDK() {
        IntStream.rangeClosed(0x80, Character.MAX_CODE_POINT)
                .filter(letter -> letter < CaseFolding.FIRST || letter > CaseFolding.LAST)
                .filter(letter -> Character.toLowerCase(letter) != letter || Character.toUpperCase(letter) != letter)
                .forEach(letter -> assertThat(Pattern.compile("(?i)" + Character.toString(letter)).programSize())
                        .isPositive());
    }
}
