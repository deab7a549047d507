package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each statement in SECURITY.md has a test, and the test exists. */
class SecurityPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| API(\\d+) ([^|]+) \\| ([^|]+\\.) \\| ([^|]+) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void each_of_the_ten_risks_has_a_line_with_tests() throws IOException {
        List<Matcher> rows = page().lines().filter(line -> line.startsWith("| API")).map(ROW::matcher).toList();

        assertThat(rows).allSatisfy(row -> assertThat(row.matches()).isTrue());
        assertThat(rows.stream().map(row -> Integer.valueOf(row.group(1))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).boxed().toList());
        assertThat(rows).allSatisfy(row -> assertThat(TEST.matcher(row.group(4)).replaceAll("").strip()
                .replace(", ", "").replace(",", "")).as("API%s names tests and nothing else", row.group(1)).isEmpty());
        assertThat(rows).allSatisfy(row -> assertThat(TEST.matcher(row.group(4)).find()).isTrue());
    }

    @Test
    void each_named_test_exists() throws IOException {
        List<MatchResult> named = TEST.matcher(page()).results().toList();

        assertThat(named).hasSizeGreaterThan(20).allSatisfy(test -> assertThat(sources(test.group(1)))
                .as("a test method %s.%s", test.group(1), test.group(2)).anySatisfy(source -> assertThat(source)
                        .containsPattern("(void|Stream<DynamicTest>) " + test.group(2) + "\\(")));
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("SECURITY.md"));
    }

    /** Two modules may have classes with the same name. */
    private static List<String> sources(String testClass) {
        try (Stream<Path> files = Files.find(ROOT, 20, (path, _) -> path.endsWith(testClass + ".java")
                && path.toString().contains("/src/test/java/"))) {
            return files.map(SecurityPageTest::text).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
