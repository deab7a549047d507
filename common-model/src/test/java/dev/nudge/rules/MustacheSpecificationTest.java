package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.MustacheException;
import dev.nudge.automation.Channel;
import dev.nudge.message.MustacheText;
import dev.nudge.message.RenderedText;
import dev.nudge.message.Variables;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of the core of the Mustache specification, and the exact list of cases in which Nudge deviates (F6): the
 * test also fails if a listed case conforms.
 */
class MustacheSpecificationTest {

    private static final List<String> MODULES = List.of("comments", "delimiters", "interpolation", "inverted",
            "sections", "partials");

    /**
     * A template cannot include another one, so that the text of a message is completely in the template that its
     * automation names.
     */
    private static final String PARTIAL = "includes another template, which is not supported";
    /** One syntax for tags is sufficient and keeps the validation simple. */
    private static final String DELIMITERS = "changes the delimiters, which is not supported";

    /** Cases by the end of the sentence with which they are refused on save. */
    private static final Map<String, Set<String>> REFUSED = Map.of(
            PARTIAL,
            Set.of("delimiters: Partial Inheritence", "delimiters: Post-Partial Behavior", "partials: Basic Behavior",
                    "partials: Failed Lookup",
                    "partials: Context", "partials: Recursion", "partials: Surrounding Whitespace",
                    "partials: Inline Indentation", "partials: Standalone Line Endings",
                    "partials: Standalone Without Previous Line", "partials: Standalone Without Newline",
                    "partials: Standalone Indentation", "partials: Padding Whitespace"),
            DELIMITERS,
            Set.of("delimiters: Pair Behavior", "delimiters: Special Characters", "delimiters: Sections",
                    "delimiters: Inverted Sections", "delimiters: Surrounding Whitespace",
                    "delimiters: Outlying Whitespace (Inline)", "delimiters: Standalone Tag",
                    "delimiters: Indented Standalone Tag", "delimiters: Standalone Line Endings",
                    "delimiters: Standalone Without Previous Line", "delimiters: Standalone Without Newline",
                    "delimiters: Pair with Padding"));

    /** Only e-mail is HTML; HTML entities in a text message would be an error. */
    private static final Set<String> UNESCAPED_IN_PLAIN_TEXT = Set.of("interpolation: HTML Escaping");

    private static Stream<Map.Entry<String, Map<String, @Nullable Object>>> all() {
        return MODULES.stream().flatMap(module -> Cases.list("/mustache/" + module + ".json").stream()
                .map(each -> Map.entry(module + ": " + each.get("name"), each)));
    }

    private static boolean isRefused(String name) {
        return REFUSED.values().stream().anyMatch(names -> names.contains(name));
    }

    static Stream<Arguments> rendered() {
        return all().filter(each -> !isRefused(each.getKey()))
                .map(each -> Arguments.of(Named.of(each.getKey(), each.getValue()), each.getKey()));
    }

    static Stream<Arguments> refused() {
        return REFUSED.entrySet().stream().flatMap(reason -> all()
                .filter(each -> reason.getValue().contains(each.getKey()))
                .map(each -> Arguments.of(Named.of(each.getKey(), each.getValue()), reason.getKey())));
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void an_e_mail_conforms_to_the_specification(Map<String, @Nullable Object> each, String name) {
        assertThat(rendered(each, Channel.EMAIL)).as(name).isEqualTo(each.get("expected"));
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void a_plain_text_is_not_escaped(Map<String, @Nullable Object> each, String name) {
        String expected = Cases.text(each, "expected");
        String text = rendered(each, Channel.SMS);
        if (UNESCAPED_IN_PLAIN_TEXT.contains(name)) {
            assertThat(text).isNotEqualTo(expected).isEqualTo(expected.replace("&lt;", "<").replace("&gt;", ">")
                    .replace("&quot;", "\"").replace("&amp;", "&"));
        } else {
            assertThat(text).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void unsupported_syntax_is_refused_on_save(Map<String, @Nullable Object> each, String reason) {
        assertThatThrownBy(() -> MustacheText.compile(Cases.text(each, "template")))
                .isInstanceOf(MustacheException.class).hasMessageEndingWith(reason);
    }

    @Test
    void the_lists_contain_existing_cases_only() {
        Set<String> listed = new HashSet<>(UNESCAPED_IN_PLAIN_TEXT);
        REFUSED.values().forEach(listed::addAll);

        assertThat(all().map(Map.Entry::getKey)).hasSize(114).doesNotHaveDuplicates().containsAll(listed);
    }

    private static String rendered(Map<String, @Nullable Object> each, Channel channel) {
        return ((RenderedText.Text) MustacheText.compile(Cases.text(each, "template")).render(channel,
                Variables.of(Cases.object(each, "data")))).text();
    }
}
