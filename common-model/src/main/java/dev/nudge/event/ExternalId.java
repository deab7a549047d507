package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.json.VisibleText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule for ids that other systems assign (E1): any text that is readable and can be part of a URL path. It has 1 to
 * {@value Limits#MAX_ID_LENGTH} characters, is not blank, is not and does not contain a path segment {@code .} or
 * {@code ..} (between slashes or backslashes; servers and proxies resolve them, encoded or not), and contains no
 * control character, line or paragraph separator, unpaired surrogate or U+FFFD (the replacement for a character that
 * was damaged in transit).
 */
public final class ExternalId {

    /** The rule as part of a sentence, for error messages. */
    public static final String RULE = "1 to " + Limits.MAX_ID_LENGTH + " characters without control characters, line"
            + " separators, damaged characters and the path segments \".\" and \"..\"";

    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|[/\\\\])\\.\\.?(?:$|[/\\\\])");

    private ExternalId() {}

    /** Whether the text is valid as the id of an event, a message or a lead. */
    public static boolean isValid(@Nullable String id) {
        return id != null && !isBlank(id) && Json.length(id) <= Limits.MAX_ID_LENGTH
                && !(id.indexOf('.') >= 0 && DOT_SEGMENT.matcher(id).find()) && hasNoForbidden(id);
    }

    /**
     * Whether the text is valid as a user's id: invisible characters are not allowed, so that two users cannot look the
     * same.
     */
    public static boolean isUserId(String id) {
        return isValid(id) && VisibleText.isVisible(id);
    }

    /** Reads a user's id from a field of a request body and records a violation when it is invalid. */
    public static String readUserId(JsonObject body, String name) {
        String id = body.requiredText(name, Limits.MAX_ID_LENGTH);
        if (!id.isBlank() && Json.length(id) <= Limits.MAX_ID_LENGTH && !isUserId(id)) {
            body.violation(name, Violation.FORMAT, "Expected an id of " + RULE + ", and without invisible characters,"
                    + " in \"" + name + "\" but found " + JsonObject.typeOf(id) + ".");
        }
        return id;
    }

    private static boolean isBlank(String id) {
        for (int at = 0; at < id.length(); at++) { // all blanks are in the basic plane
            if (!Character.isWhitespace(id.charAt(at)) && !Character.isSpaceChar(id.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasNoForbidden(String id) {
        for (int at = 0, character; at < id.length(); at += Character.charCount(character)) {
            character = id.codePointAt(at);
            if (isForbidden(character)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForbidden(int character) {
        return character == 0xFFFD || switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
