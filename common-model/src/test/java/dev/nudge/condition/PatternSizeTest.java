package dev.nudge.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of a pattern is estimated before it is compiled (K, `matches`). */
class PatternSizeTest {

    private static final long SEED = Long.getLong("nudge.seed", System.nanoTime());
    private static final List<String> PIECES = List.of("a", "b", ".", "(", "(?:", "(?i)", "(?P<n>", ")", ")", "|", "*",
            "+", "?", "??", "{2}", "{3,}", "{0,4}", "{,3}", "{9}", "{", "}", "[", "[^", "[]", "]", "]", "[a-z]",
            "[[:alpha:]]", "[:", ":]", "\\Q", "\\E", "\\", "\\(", "\\)", "\\[", "\\]", "\\{", "\\pL", "\\p{Greek}",
            "\\P{^L}", "\\x{41}", "\\x41", "\\d", "\\b", "\\101", "^", "$", "-", "é", "\ud83d\ude00");

    @Test
    void a_pattern_is_never_larger_than_its_estimate() {
        System.out.println("Patterns, nudge.seed=" + SEED);
        Random random = new Random(SEED);
        int compiled = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(14); piece >= 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            String pattern = text.toString();
            try {
                long size = PatternSize.atMost(pattern);
                if (size < 100_000 && !CaseFolding.mayNeverEnd(pattern)) {
                    assertThat(Pattern.compile(pattern).programSize()).as("nudge.seed=%s: %s", SEED, pattern)
                            .isLessThanOrEqualTo(Math.toIntExact(size));
                    compiled++;
                }
            } catch (PatternSyntaxException notAPattern) {
                // not a valid pattern: the estimate does not matter
            }
        }
        assertThat(compiled).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?:(?:(?:(?:a{1000}){1000}){1000}){1000}){1000}", "(?:a{1000}){1000}", "(a{99}){999}",
            "(?:[\\]({]{1000}|\\Q(\\E){1000}", "(?i)(?:(?:\\pL\\PN){1000}){99}", "(?:a{1000})(?i){1000}",
            "(?:a{1000})\\Q\\E{1000}", "((((a{9}){9}){9}){9}){9}"})
    @Timeout(10)
    void a_pattern_that_would_exhaust_the_memory_is_not_compiled(String pattern) {
        assertThat(new Patterns().compile(pattern)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?i)\\bcall me\\b", ".{1,1000}", "\\d{3}-\\d{4}(?: \\d{1,20}){1,20}",
            "^[^@]+@[a-z.]{2,63}$",
            "\\+351[0-9]{9}", "(?:(?:a|.)?){1000}x", "(?:stop|halt|quit){1,50}.{0,100}", "\\Q{1000}\\E{2}"})
    void an_ordinary_pattern_is_compiled(String pattern) {
        assertThat(new Patterns().compile(pattern)).isPresent();
    }

    @Test
    void the_patterns_of_an_automation_have_a_common_limit() {
        Patterns patterns = new Patterns();
        assertThat(patterns.compile("(?:(?:a|.)?){1000}x")).as("2,003 instructions").isPresent();
        assertThat(patterns.compile("(?:(?:a|.)?){1000}x")).isPresent();
        assertThat(patterns.compile("(?:(?:a|.)?){1000}x")).isEmpty();
        assertThat(patterns.compile("x")).as("one that fits").isPresent();
    }

    @Test
    void compiling_the_largest_pattern_takes_milliseconds() {
        String pattern = "(?i)(?:" + "\\pL".repeat(19) + "){200}";
        new Patterns().compile(pattern);
        long start = System.nanoTime();
        assertThat(new Patterns().compile(pattern)).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
}
