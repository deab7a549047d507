package dev.nudge.api.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Outcome;
import dev.nudge.decision.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documentation of reasons matches the code (R3). */
class ReasonsTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Pattern LINE = Pattern
            .compile("(?m)^\\| `([A-Z]+)` \\| `([A-Z_]+)` \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern OUTCOME = Pattern.compile("`([A-Z]+)`(?: \\([^)]*\\))?: ([^.]*)\\.");
    private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");

    @Test // R3
    void every_pair_of_outcome_and_reason_is_documented() throws IOException {
        Set<String> pairs = pairsOfTheRules();
        pairs.removeIf(pair -> !known(pair.substring(pair.indexOf(' ') + 1)));

        assertThat(lines().stream().map(line -> line.group(1) + " " + line.group(2)))
                .containsExactlyInAnyOrderElementsOf(
                        pairs);
    }

    @Test // R3
    void every_reason_in_the_code_is_documented() throws IOException {
        Set<String> explained = lines().stream().map(line -> line.group(2)).collect(Collectors.toSet());

        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @Test
    void each_line_is_a_sentence_and_contains_an_action() throws IOException {
        assertThat(lines()).allSatisfy(line -> {
            assertThat(line.group(3)).endsWith(".").hasSizeGreaterThan(20);
            assertThat(line.group(4)).endsWith(".");
        });
    }

    private static List<Matcher> lines() throws IOException {
        String text = Files.readString(DOCS.resolve("reasons.md"));
        List<Matcher> lines = text.lines().map(LINE::matcher).filter(Matcher::matches).toList();
        assertThat(lines).hasSize((int) text.lines().filter(line -> line.startsWith("| `")).count());
        return lines;
    }

    /** A reason that the rules define but the code does not use yet is documented when the code uses it. */
    private static boolean known(String reason) {
        return Arrays.stream(Reason.values()).anyMatch(constant -> constant.name().equals(reason));
    }

    private static Set<String> pairsOfTheRules() throws IOException {
        String rule = Files.readString(DOCS.resolve("semantics.md")).lines().filter(line -> line.startsWith("- R3 "))
                .findFirst().orElseThrow();
        Set<String> pairs = new TreeSet<>();
        Set<String> outcomes = new TreeSet<>();
        OUTCOME.matcher(rule).results().forEach(outcome -> {
            outcomes.add(outcome.group(1));
            NAME.matcher(outcome.group(2)).results().map(name -> outcome.group(1) + " " + name.group(1))
                    .forEach(pairs::add);
        });
        assertThat(outcomes)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Outcome.values()).map(Enum::name).toList());
        return pairs;
    }
}
