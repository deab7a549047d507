package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.json.VisibleText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an id that another system made may be (E1): any text that people can read and that a URL path can carry. It has
 * 1 to {@value Limits#MAX_ID_LENGTH} characters, is not blank, has no {@code .} or {@code ..} as a whole or between
 * slashes or backslashes (servers and proxies resolve those in a path, encoded or not), and contains no control
 * character, line or paragraph separator, unpaired surrogate or U+FFFD (which stands for a character that was damaged on
 * its way).
 */
public final class ExternalId {

    /** The rule in words, for a sentence to whoever sent another id. */
    public static final String RULE = "1 to " + Limits.MAX_ID_LENGTH + " characters without control characters, line"
            + " separators, damaged characters and the path segments \".\" and \"..\"";

    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|[/\\\\])\\.\\.?(?:$|[/\\\\])");

    private ExternalId() {}

    /** Whether an event or a message can have this id, or be about a lead of this id. */
    public static boolean isValid(@Nullable String id) {
        return id != null && !isBlank(id) && Json.length(id) <= Limits.MAX_ID_LENGTH
                && !DOT_SEGMENT.matcher(id).find() && id.codePoints().noneMatch(ExternalId::isForbidden);
    }

    /** Whether a user can have this id: one without invisible characters, so that two users cannot look the same. */
    public static boolean isUserId(String id) {
        return isValid(id) && VisibleText.isVisible(id);
    }

    /** A user's id in a field of a body; a fault is noted there. */
    public static String readUserId(JsonObject body, String name) {
        String id = body.requiredText(name, Limits.MAX_ID_LENGTH);
        if (!id.isBlank() && Json.length(id) <= Limits.MAX_ID_LENGTH && !isUserId(id)) {
            body.violation(name, Violation.FORMAT, "Expected an id of " + RULE + ", and without invisible characters,"
                    + " in \"" + name + "\" but found " + JsonObject.typeOf(id) + ".");
        }
        return id;
    }

    private static boolean isBlank(String id) {
        return id.codePoints()
                .allMatch(character -> Character.isWhitespace(character) || Character.isSpaceChar(character));
    }

    private static boolean isForbidden(int character) {
        return character == 0xFFFD || switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
