package dev.nudge.engine.provider;

import dev.nudge.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The outcome of one HTTP request to Twilio. */
sealed interface TwilioAnswer {

    /**
     * Twilio answered.
     *
     * @param retryAfter the header; null without it
     * @param json null if the body is incomplete, too long, or not a JSON object
     * @param credentials those of the request
     */
    record Received(int status, @Nullable String retryAfter, @Nullable JsonObject json,
            TwilioCredentials credentials) implements TwilioAnswer {

        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** Twilio's error code, or the HTTP status. */
        String code() {
            String code = json == null ? null : TwilioMessage.code(json.get("code"));
            return code == null ? String.valueOf(status) : code;
        }

        /** Twilio's explanation, fit to be shown. */
        String text() {
            String text = json == null ? null : json.text("message", Integer.MAX_VALUE);
            return text == null || text.isBlank()
                    ? "Twilio answered with HTTP status " + status + "."
                    : credentials.redact(text);
        }
    }

    /** Certainly nothing was sent. */
    record NotSent(String code, String text) implements TwilioAnswer {}

    /** The request may have arrived, but there is no answer. */
    record Interrupted(String code, String text) implements TwilioAnswer {}
}
