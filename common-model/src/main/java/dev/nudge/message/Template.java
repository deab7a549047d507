package dev.nudge.message;

import com.samskivert.mustache.MustacheException;
import dev.nudge.automation.Channel;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named Mustache text (F6).
 *
 * @param channel the channel that it was written for; any channel can use it
 * @param subject for e-mail
 */
public record Template(String name, @Nullable Channel channel, @Nullable MustacheText subject, MustacheText body,
        int version) {

    private static final int MAX_BODY_LENGTH = 20_000;

    /**
     * Validates a request body: {@code channel?}, {@code subject?}, {@code body}; fields that the server sets are
     * ignored.
     */
    public static List<Violation> check(Map<String, ? extends @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("channel", "subject", "body", "name", "version", "createdAt", "updatedAt"));
        read(object, "unsaved", 0);
        checkSyntax(object, "subject");
        checkSyntax(object, "body");
        return object.violations();
    }

    private static void checkSyntax(JsonObject object, String field) {
        if (object.get(field) instanceof String text) {
            try {
                MustacheText.compile(text);
            } catch (MustacheException notATemplate) {
                object.violation(field, Violation.FORMAT, "Expected a Mustache template in \"" + field + "\" but "
                        + notATemplate.getMessage() + ".");
            }
        }
    }

    /** Reads a stored document; its texts may have been saved under earlier rules and are accepted. */
    public static Reading<Template> read(Map<String, ? extends @Nullable Object> document) {
        JsonObject object = JsonObject.of(document);
        String name = object.requiredText("name", 200);
        Integer version = object.integer("version", 1, Integer.MAX_VALUE);
        Optional<Template> template = read(object, name, version == null ? 0 : version);
        return template.isEmpty() || !object.violations().isEmpty()
                ? new Reading.Refused<>(object.violations())
                : new Reading.Understood<>(template.get());
    }

    private static Optional<Template> read(JsonObject object, String name, int version) {
        Optional<Channel> channel = Channel.read(object, "channel");
        String subject = object.text("subject", 998);
        String body = object.requiredText("body", MAX_BODY_LENGTH);
        return body.isEmpty()
                ? Optional.empty()
                : Optional.of(new Template(name, channel.orElse(null),
                        subject == null ? null : MustacheText.stored(subject), MustacheText.stored(body), version));
    }
}
