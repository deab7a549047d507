package dev.nudge.reliability.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nudge.automation.Channel;
import dev.nudge.message.MessageFailure;
import dev.nudge.message.RenderedText;
import dev.nudge.message.Template;
import dev.nudge.message.Variables;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template is refused with a message, or renders valid text on every channel. The input is the body and the
 * variables.
 */
class TemplateFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void template(byte[] input) {
        Parts parts = Parts.of(input);
        String body = parts.text(0);
        Step.run(() -> check(body));
        if (Template.check(Map.of("body", body, "subject", body)).isEmpty()) {
            Template template = Template.read(Map.of("name", "hello", "version", 1L, "body", body)).orThrow();
            for (Channel channel : Channel.values()) {
                Step.run(() -> render(template, channel, parts.object(1)));
            }
        }
    }

    private static void check(String body) {
        assertThat(Template.check(Map.of("body", body, "subject", body))).allSatisfy(violation -> assertThat(
                violation.message()).endsWith(".").doesNotContain("java.", "samskivert"));
    }

    private static void render(Template template, Channel channel, Map<String, @Nullable Object> variables) {
        switch (template.body().render(channel, Variables.of(variables))) {
            case RenderedText.Text(String text) -> assertThat(text.getBytes(UTF_8)).hasSizeLessThan(64 * 1024 + 1);
            case RenderedText.Failed(MessageFailure failure) ->
                assertThat(failure).isEqualTo(MessageFailure.TEMPLATE_TOO_LARGE);
        }
    }
}
