package dev.nudge.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte sequence is read or refused with a sentence; nothing is thrown. */
class JsonCodecTest {

    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    private static @Nullable Object read(String text) {
        return JsonCodec.read(text.getBytes(UTF_8)).orThrow().json();
    }

    private static List<Violation> refusals(byte[] bytes) {
        return switch (JsonCodec.read(bytes)) {
            case Reading.Understood<JsonCodec.Value> understood ->
                Assertions.fail("Expected a refusal but found " + understood);
            case Reading.Refused<JsonCodec.Value>(List<Violation> violations) -> violations;
        };
    }

    private static String refusal(byte[] bytes) {
        List<Violation> violations = refusals(bytes);
        assertThat(violations).hasSize(1);
        return violations.getFirst().toString();
    }

    private static String refusal(String text) {
        return refusal(text.getBytes(UTF_8));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** The bytes within a JSON string. */
    private static byte[] quoted(int... values) {
        return ('"' + new String(bytes(values), ISO_8859_1) + '"').getBytes(ISO_8859_1);
    }

    @Test
    void the_size_of_a_value_is_that_of_its_json() {
        StringBuilder characters = new StringBuilder("\ud83d\ude00\u20ac");
        for (char c = 0; c < 0x800; c++) {
            characters.append(c);
        }
        for (Object value : new Object[]{characters.toString(), List.of(), Map.of(), List.of(1L, "a", true),
                Map.of("\n", Map.of("b", List.of(new BigDecimal("1.5"))), "c", "\"\\")}) {
            assertThat(Json.size(value)).as(String.valueOf(value)).isEqualTo(JsonCodec.write(value).length);
        }
    }

    static Stream<Arguments> valid() {
        return Stream.of(arguments("null", null), arguments(" true ", true), arguments("\"\"", ""),
                arguments("\"\\ud83d\\ude00\"", "\ud83d\ude00"), arguments("\"\\ud83d\"", "\ufffd"),
                arguments("\"\\u0000\"", "\0"), arguments("12", 12L), arguments("1.0", 1L), arguments("1e2", 100L),
                arguments("-0", 0L), arguments("-0.0e-5", 0L), arguments("0e99999999999999999999", 0L),
                arguments("9223372036854775808", new BigDecimal("9223372036854775808")),
                arguments("1e6144", new BigDecimal("1e6144")), arguments("1E-6143", new BigDecimal("1E-6143")),
                arguments("1e+0000000000000000000002", 100L),
                arguments("9.999999999999999999999999999999999e6144",
                        new BigDecimal("9.999999999999999999999999999999999e6144")),
                arguments("0." + "3".repeat(998), new BigDecimal("0." + "3".repeat(34))),
                arguments("[[],{}]", List.of(List.of(), Map.of())), arguments("\ufeff{\"a\":1}", Map.of("a", 1L)));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void valid_JSON_is_read(String text, @Nullable Object expected) {
        assertThat(read(text)).isEqualTo(expected);
    }

    static Stream<Arguments> notJson() {
        return Stream.of(arguments("", "Expected JSON but found nothing."),
                arguments(" \n", "Expected JSON but found nothing."),
                arguments("{\"a\":\n 1,}", "Expected JSON at line 2, column 4 but found none: Unexpected character"
                        + " ('}' (code 125)): was expecting double-quote to start property name."),
                arguments("{\"a\":", "Expected JSON at line 1, column 6 but found none: the text ends too early."),
                arguments("[", "Expected JSON at line 1, column 2 but found none: the text ends too early."),
                arguments("NaN", "Expected JSON at line 1, column 4 but found none: Non-standard token 'NaN'."),
                arguments("+1", "Expected JSON at line 1, column 2 but found none: Unexpected character ('+' (code 43))"
                        + " in numeric value: JSON spec does not allow numbers to have plus signs."),
                arguments("/*x*/1", "Expected JSON at line 1, column 1 but found none: Unexpected character ('/' (code"
                        + " 47)): maybe a (non-standard) comment?."),
                arguments("1 2", "Expected one JSON value but found more after it at line 1, column 3."),
                arguments("{} }", "Expected JSON at line 1, column 4 but found none: Unexpected close marker '}': no"
                        + " open Object to close."),
                arguments("{\"a\":1,\n\"a\":2}",
                        "Expected each name once in an object but found \"a\" again at line 2, column 1."),
                arguments("[{\"b\":{\"a\":1,\"c\":2,\"a\":null}}]",
                        "Expected each name once in an object but found \"a\" again at line 1, column 20."),
                arguments("{\"a\\ud800\":1}", "Expected names in valid Unicode but found an unpaired"
                        + " surrogate in the name at line 1, column 2."));
    }

    @ParameterizedTest
    @MethodSource("notJson")
    void invalid_JSON_is_refused_with_the_location(String text, String sentence) {
        assertThat(refusal(text)).isEqualTo(sentence);
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(quoted(0xC0, 0x80), quoted(0xC1, 0xBF), quoted(0xE0, 0x80, 0xAF),
                quoted(0xF0, 0x80, 0x80, 0xAF),
                quoted(0xF8, 0x88, 0x80, 0x80, 0x80), quoted(0xED, 0xA0, 0x80),
                quoted(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80),
                quoted(0xF4, 0x90, 0x80, 0x80), quoted(0x80), quoted(0xBF), quoted(0xC3), quoted(0xE2, 0x82),
                quoted(0xF0, 0x9F, 0x98), quoted(0xFF), quoted(0xE9));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void bytes_that_are_not_valid_utf8_are_refused(byte[] bytes) {
        assertThat(refusal(bytes)).isEqualTo(
                "Expected JSON in UTF-8 but found a byte that is not valid UTF-8 at line 1, column 2.");
        assertThat(refusal(Arrays.copyOf(bytes, bytes.length - 1)))
                .startsWith("Expected JSON in UTF-8 but found a byte that is not valid UTF-8 at line 1, column 2");
    }

    static Stream<Arguments> otherEncodings() {
        List<Arguments> cases = new ArrayList<>();
        for (String text : List.of("{\"id\":\"evt-1\"}", "[]", "1", "\"\u00e9\"", "\ufeff{}")) {
            cases.add(arguments(text.getBytes(UTF_16LE), "UTF-16"));
            cases.add(arguments(text.getBytes(UTF_16BE), "UTF-16"));
            cases.add(arguments(text.getBytes(UTF_32LE), "UTF-32"));
            cases.add(arguments(text.getBytes(UTF_32BE), "UTF-32"));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("otherEncodings")
    void other_encodings_are_refused_by_name(byte[] bytes, String encoding) {
        assertThat(refusal(bytes)).isEqualTo("Expected JSON in UTF-8 but found what looks like " + encoding + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "-1e-2147483648", "1e99999999999999999999", "1e-99999999999999999999",
            "1e2147483647", "1e-2147483647", "123e2147483646", "0.001e-2147483647", "1e6145", "9e-6144",
            "9.9999999999999999999999999999999999e6144", "1e100000", "-1e400000000"})
    void numbers_out_of_range_are_refused_with_their_pointers(String number) {
        List<Violation> violations = refusals(("{\"a\": [1, " + number + "], \"b/c\": {\"~\": " + number + "}}")
                .getBytes(UTF_8));
        assertThat(violations).extracting(Violation::pointer).containsExactly("/a/1", "/b~1c/~0");
        assertThat(violations).extracting(Violation::code).containsOnly(Violation.RANGE);
        assertThat(violations.getFirst().message()).isEqualTo("Expected a number within the range of IEEE 754"
                + " decimal128 but found " + Json.cut(number, 40) + " at line 1, column 11.");
    }

    static Stream<String> longNumbers() {
        return Stream.of("9".repeat(100_000), "-" + "9".repeat(100_000), "0." + "0".repeat(100_000) + "1",
                "1e" + "0".repeat(100_000) + "1", "1e" + "9".repeat(100_000), "9".repeat(1_001));
    }

    @ParameterizedTest
    @MethodSource("longNumbers")
    void numbers_of_too_many_digits_are_refused(String number) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(1), () -> assertThat(refusal("[" + number + "]"))
                .matches("Expected numbers of at most 1000 characters but found one of \\d+ at line 1, column 2\\."));
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1_000, 100_000, 500_000})
    void nesting_beyond_the_limit_is_refused(int depth) {
        for (String open : List.of("[", "{\"a\":", "[{\"a\":")) {
            assertThat(refusal(open.repeat(depth)))
                    .startsWith(
                            "The JSON is nested too deep: expected at most 64 levels of objects and lists at line 1,");
        }
    }

    @Test
    void nesting_up_to_the_limit_is_read() {
        assertThat(read("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    }

    @Test
    void a_value_that_is_not_an_object_is_refused() {
        assertThat(JsonCodec.readObject("[1]".getBytes(UTF_8))).isEqualTo(
                Reading.refused("", Violation.TYPE, "Expected an object but found a list."));
        assertThat(JsonCodec.readObject("{}".getBytes(UTF_8)).orThrow()).isEmpty();
    }

    @Test
    void random_bytes_never_cause_an_exception() {
        long seed = Long.getLong("nudge.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> texts = valid().map(arguments -> (String) arguments.get()[0]).toList();
        List<String> others = notJson().map(arguments -> (String) arguments.get()[0]).toList();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = (texts.get(random.nextInt(texts.size())) + others.get(random.nextInt(others.size())))
                    .getBytes(random.nextInt(20) == 0 ? UTF_16LE : UTF_8);
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (JsonCodec.read(bytes) instanceof Reading.Refused<JsonCodec.Value> refused) {
                assertThat(refused.reason()).as("seed %d, %s", seed, Arrays.toString(bytes)).isNotBlank()
                        .doesNotContain("tools.jackson", "java.", "enable `", "Source", "Feature", "Exception")
                        .endsWith(".");
            }
        }
    }
}
