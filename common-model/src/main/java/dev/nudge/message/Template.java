package dev.nudge.message;

import com.samskivert.mustache.MustacheException;
import dev.nudge.automation.Channel;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A named Mustache text (F6).
 *
 * @param channel the channel that it was written for; any channel can use it
 * @param subject for e-mail
 * @param content for WhatsApp
 */
public record Template(String name, @Nullable Channel channel, @Nullable MustacheText subject, MustacheText body,
        @Nullable ContentTemplate content, int version) {

    private static final int MAX_BODY_LENGTH = 20_000;
    private static final int MAX_CONTENT_VARIABLES = 50;
    private static final int MAX_CONTENT_VARIABLE_LENGTH = 1_600;
    private static final String CONTENT_SID_FIELD = "contentSid";
    private static final String CONTENT_VARIABLES_FIELD = "contentVariables";
    private static final Pattern CONTENT_SID = Pattern.compile("HX[0-9a-f]{32}");
    private static final Pattern CONTENT_VARIABLE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Validates a request body: {@code channel?}, {@code subject?}, {@code body}, {@code contentSid?},
     * {@code contentVariables?}; fields that the server sets are ignored.
     */
    public static List<Violation> check(Map<String, ? extends @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("channel", "subject", "body", CONTENT_SID_FIELD, CONTENT_VARIABLES_FIELD, "name",
                "version", "createdAt", "updatedAt"));
        read(object, "unsaved", 0);
        checkSyntax(object, "subject");
        checkSyntax(object, "body");
        JsonObject variables = object.get(CONTENT_VARIABLES_FIELD) instanceof Map<?, ?>
                ? object.object(CONTENT_VARIABLES_FIELD)
                : null;
        if (variables != null) {
            variables.names().forEach(name -> checkSyntax(variables, name));
        }
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
        ContentTemplate content = content(object);
        return body.isEmpty()
                ? Optional.empty()
                : Optional.of(new Template(name, channel.orElse(null),
                        subject == null ? null : MustacheText.stored(subject), MustacheText.stored(body), content,
                        version));
    }

    private static @Nullable ContentTemplate content(JsonObject object) {
        String sid = object.text(CONTENT_SID_FIELD, 100);
        JsonObject texts = object.object(CONTENT_VARIABLES_FIELD);
        if (sid != null && !CONTENT_SID.matcher(sid).matches()) {
            object.violation(CONTENT_SID_FIELD, Violation.FORMAT, "Expected HX and 32 hexadecimal digits in"
                    + " \"contentSid\" but found " + JsonObject.typeOf(sid) + ".");
        }
        if (sid == null && texts != null && !texts.names().isEmpty()) {
            object.violation(CONTENT_VARIABLES_FIELD, Violation.CONFLICT,
                    "Expected \"contentVariables\" only together with \"contentSid\".");
        }
        Map<String, MustacheText> variables = texts == null ? Map.of() : contentVariables(object, texts);
        return sid == null ? null : new ContentTemplate(sid, variables);
    }

    private static Map<String, MustacheText> contentVariables(JsonObject object, JsonObject texts) {
        if (texts.names().size() > MAX_CONTENT_VARIABLES) {
            object.violation(CONTENT_VARIABLES_FIELD, Violation.SIZE, "Expected at most " + MAX_CONTENT_VARIABLES
                    + " names in \"contentVariables\" but found " + texts.names().size() + ".");
            return Map.of();
        }
        Map<String, MustacheText> variables = new LinkedHashMap<>();
        for (String name : texts.names().stream().filter(texts::has).toList()) {
            if (!CONTENT_VARIABLE.matcher(name).matches()) {
                texts.violation(name, Violation.FORMAT, "Expected a name of 1 to 64 letters, digits, \"_\" and \"-\""
                        + " in \"contentVariables\" but found \"" + JsonObject.shown(name) + "\".");
            }
            variables.put(name, MustacheText.stored(texts.requiredText(name, MAX_CONTENT_VARIABLE_LENGTH)));
        }
        return Collections.unmodifiableMap(variables);
    }
}
