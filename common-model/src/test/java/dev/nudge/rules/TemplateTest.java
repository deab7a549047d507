package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.samskivert.mustache.MustacheException;
import dev.nudge.automation.Channel;
import dev.nudge.json.Violation;
import dev.nudge.message.MustacheText;
import dev.nudge.message.Template;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates (F5): what they can say, and that whatever was saved can be rendered. */
class TemplateTest {

    private static final long SEED = Long.getLong("nudge.seed", System.nanoTime());
    private static final List<String> PIECES = List.of("{{", "}}", "{{{", "}}}", "#", "/", "^", ">", "<", "$", "!", "&",
            "=", "a", "b", ".", "-index", "-first", "-last", "this", " ", "\n", "x", "{", "}", "{{#a}}", "{{/a}}",
            "{{^a}}", "{{a.b}}", "{{.}}", "{{=<% %>=}}", "<%", "%>", "{{map.entrySet}}", "{{>p}}", "{{a.length}}",
            "{{list.0}}", "{{list.size}}", "{{#map}}", "{{/map}}", "{{#list}}", "{{/list}}", "{{#number}}",
            "{{/number}}", "{{number.class}}", "{{*a}}", "{{@a}}", "{{#a.b}}", "{{/a.b}}", "{{$a}}", "{{<a}}", "{{}}",
            "{{#}}", "{{!}}", "{{{}}}", "..", "{{list.99999999999}}", "{{list.-1}}", "{{list.0x}}",
            "{{#list}}{{a..b}}{{/list}}");
    private static final Map<String, @Nullable Object> VARIABLES = variables();

    private static Map<String, @Nullable Object> variables() {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("firstName", "Ana & <Co>");
        variables.put("a", "text");
        variables.put("b", true);
        variables.put("none", null);
        variables.put("list", Arrays.asList("x", 1L, null, Map.of("a", 1L), Collections.singletonMap("b", null)));
        variables.put("map", Map.of("b", "c", "a", Map.of("b", List.of())));
        variables.put("number", new BigDecimal("1E+3"));
        variables.put("score", 7L);
        return variables;
    }

    @ParameterizedTest // F5
    @CsvSource(delimiter = '|', textBlock = """
            Hi {{firstName}}               | Hi Ana & <Co>
            {{missing}}{{a.missing}}nobody | nobody
            {{score}} of {{number}}        | 7 of 1000
            {{#list}}[{{.}}]{{/list}}      | [x][1][{a=1}][{b=null}]
            {{#b}}yes{{/b}}{{^b}}no{{/b}}  | yes
            {{^none}}none{{/none}}         | none
            {{map.b}}                      | c
            {{a.length}}{{a.class}}.       | .
            {{! a comment }}text           | text
            Hi {{firstName                 | Hi {{firstName
            {{=<% %>=}}<% score %>         | 7
            """)
    void a_template_sees_the_variables_and_nothing_else(String template, String text) {
        assertThat(MustacheText.compile(template).render(Channel.SMS, VARIABLES)).isEqualTo(text);
    }

    @Test // F5
    void an_e_mail_is_escaped_and_a_subject_is_not() {
        MustacheText text = MustacheText.compile("{{firstName}} {{{firstName}}}");
        assertThat(text.render(Channel.EMAIL, VARIABLES)).isEqualTo("Ana &amp; &lt;Co&gt; Ana & <Co>");
        assertThat(text.renderPlain(VARIABLES)).isEqualTo("Ana & <Co> Ana & <Co>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{}}", "{{ }}", "{{{}}}", "{{..}}",
            "{{a..b}}", "{{.a}}", "{{a.}}", "{{#a.}}{{/a.}}", "{{^}}{{/}}", "{{#a}}", "{{/a}}", "{{#a}}{{/b}}",
            "{{>other}}",
            "{{#a}}{{>other}}{{/a}}", "{{^a}}{{>other}}{{/a}}", "{{$a}}{{>other}}{{/a}}", "{{<other}}{{/other}}"})
    void what_is_no_template_is_refused_when_it_is_saved(String body) {
        assertThat(Template.check(Map.of("body", body))).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/body");
            assertThat(violation.message())
                    .startsWith("Expected a Mustache template in \"body\" but it does not compile: ");
        });
    }

    @Test
    void a_template_has_a_body_and_known_fields() {
        assertThat(Template.check(Map.of("subject", "{{#a}}", "channel", "log", "text", "x"))).extracting(
                Violation::pointer).containsExactlyInAnyOrder("/subject", "/channel", "/text", "/body");
    }

    @Test
    void a_text_that_would_never_end_is_cut() {
        List<String> tags = Collections.nCopies(10_000, "tag");
        Map<String, Object> variables = Map.of("tags", tags);
        assertThat(MustacheText.compile("{{#tags}}{{#tags}}{{.}}{{/tags}}{{/tags}}").render(Channel.SMS, variables))
                .hasSize(100_000);
        assertThat(MustacheText.compile("Hi {{#tags}}{{#tags}}{{#tags}}{{/tags}}{{/tags}}{{/tags}}!")
                .render(Channel.SMS, variables)).isEqualTo("Hi ");
    }

    @Test
    void what_compiles_can_be_rendered() {
        System.out.println("Templates, nudge.seed=" + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder body = new StringBuilder();
            for (int piece = random.nextInt(8); piece >= 0; piece--) {
                body.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            try {
                compiled(body.toString()).ifPresent(text -> {
                    text.render(Channel.EMAIL, VARIABLES);
                    text.renderPlain(Map.of());
                });
            } catch (RuntimeException thrown) {
                throw new AssertionError("nudge.seed=" + SEED + ": " + body, thrown);
            }
        }
    }

    private static Optional<MustacheText> compiled(String body) {
        try {
            return Optional.of(MustacheText.compile(body));
        } catch (MustacheException refused) {
            return Optional.empty();
        }
    }
}
