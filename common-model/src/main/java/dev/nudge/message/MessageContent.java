package dev.nudge.message;

import dev.nudge.automation.Channel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message says. With a {@code failure} there is nothing else, because no part of a message may be sent alone.
 *
 * @param text null when the template is not known, or with a failure
 * @param contentVariables null without {@code contentSid}
 */
public record MessageContent(@Nullable String subject, @Nullable String text, @Nullable String contentSid,
        @Nullable Map<String, String> contentVariables, @Nullable MessageFailure failure) {

    /** The content of a message whose template is not known. */
    public static final MessageContent UNKNOWN = new MessageContent(null, null, null, null, null);

    /** Renders a template: the subject for e-mail only, the approved template for WhatsApp only. */
    public static MessageContent of(Template template, Channel channel, Variables variables) {
        MessageContent content = of(template.body().render(channel, variables));
        if (content.failure() != null) {
            return content;
        }
        return switch (channel) {
            case EMAIL -> content.withSubject(template.subject(), variables);
            case WHATSAPP -> content.with(template.content(), variables);
            case SMS, WEBHOOK -> content;
        };
    }

    /** A text alone. */
    public static MessageContent of(RenderedText text) {
        return switch (text) {
            case RenderedText.Text(String rendered) -> new MessageContent(null, rendered, null, null, null);
            case RenderedText.Failed(MessageFailure reason) -> failed(reason);
        };
    }

    private static MessageContent failed(MessageFailure reason) {
        return new MessageContent(null, null, null, null, reason);
    }

    private MessageContent withSubject(@Nullable MustacheText template, Variables variables) {
        if (template == null) {
            return this;
        }
        return switch (template.renderLine(variables)) {
            case RenderedText.Text(String line) -> new MessageContent(line, text, null, null, null);
            case RenderedText.Failed(MessageFailure reason) -> failed(reason);
        };
    }

    private MessageContent with(@Nullable ContentTemplate template, Variables variables) {
        if (template == null) {
            return this;
        }
        return switch (template.render(variables)) {
            case RenderedContent.Values(Map<String, String> values) ->
                new MessageContent(null, text, template.sid(), values, null);
            case RenderedContent.Failed(MessageFailure reason) -> failed(reason);
        };
    }
}
