package dev.nudge.engine.provider;

import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.json.UnicodeText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's answer.
 *
 * @param status the HTTP status
 * @param retryAfter the header {@code Retry-After}, null without
 * @param body the beginning of the body; may be empty
 */
record WebhookAnswer(int status, @Nullable String retryAfter, String body) {

    private static final int MAX_EXPLANATION = 200;

    /** What the answer means, see {@link WebhookProvider}. */
    SendResult result(Instant now) {
        String code = Integer.toString(status);
        if (status >= 200 && status <= 299) {
            return new SendResult.Accepted(null, null);
        }
        if (status == 429 || status == 503 && retryAfter != null) {
            return new SendResult.Throttled(code, text(), RetryAfter.read(retryAfter, now));
        }
        if (status >= 300 && status <= 399) {
            return new SendResult.Rejected(code, "The endpoint answered " + status + ". Redirects are not followed; "
                    + "change webhookUrl to the new address.", Cause.PROVIDER);
        }
        return new SendResult.Rejected(code, text(), switch (status) {
            case 410 -> Cause.GONE;
            case 408, 425 -> Cause.TEMPORARY;
            default -> status >= 400 && status <= 499 ? Cause.PROVIDER : Cause.TEMPORARY;
        });
    }

    private String text() {
        String explanation = explanation();
        return "The endpoint answered " + status + (explanation.isEmpty() ? "." : ": " + explanation);
    }

    /** On one line. */
    private String explanation() {
        StringBuilder visible = new StringBuilder();
        body.codePoints().map(character -> Character.isISOControl(character) ? ' ' : character)
                .filter(character -> !UnicodeText.isInvisible(character)).forEach(visible::appendCodePoint);
        String line = UnicodeText.joinBlanks(visible.toString());
        return line.codePointCount(0, line.length()) <= MAX_EXPLANATION
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_EXPLANATION)) + "...";
    }
}
