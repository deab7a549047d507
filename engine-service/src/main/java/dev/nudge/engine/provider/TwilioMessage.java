package dev.nudge.engine.provider;

import dev.nudge.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's message resource, as far as Nudge reads it.
 *
 * @param createdAt in seconds
 * @param segments null if Twilio does not know it yet, as with messaging services
 * @param errorCode null without an error
 * @param errorMessage as Twilio wrote it
 */
record TwilioMessage(String sid, Instant createdAt, boolean isOutbound, @Nullable String to, @Nullable String from,
        @Nullable String messagingServiceSid, String body, @Nullable Integer segments, String status,
        @Nullable String errorCode, @Nullable String errorMessage) {

    private static final int MAX_SID_LENGTH = 64;

    /** Empty if the resource lacks what identifies it: sid, direction and time. */
    static Optional<TwilioMessage> read(JsonObject json) {
        String sid = sid(json);
        String direction = text(json, "direction");
        Instant createdAt = instant(text(json, "date_created"));
        if (sid == null || direction == null || createdAt == null) {
            return Optional.empty();
        }
        String body = text(json, "body");
        String status = text(json, "status");
        return Optional.of(new TwilioMessage(sid, createdAt, direction.startsWith("outbound"), text(json, "to"),
                text(json, "from"), text(json, "messaging_service_sid"), body == null ? "" : body, segments(json),
                status == null ? "" : status, code(json.get("error_code")), text(json, "error_message")));
    }

    /** The id of a message; null if there is none. */
    static @Nullable String sid(JsonObject json) {
        String sid = text(json, "sid");
        return sid == null || sid.isBlank() || sid.length() > MAX_SID_LENGTH ? null : sid;
    }

    /** The number of segments; null if Twilio does not know it yet, which it writes as 0. */
    static @Nullable Integer segments(JsonObject json) {
        String code = code(json.get("num_segments"));
        return code == null || code.length() > 4 || code.equals("0") ? null : Integer.valueOf(code);
    }

    /** A whole number of up to ten digits, which Twilio writes as a number or a text; null for any other value. */
    static @Nullable String code(@Nullable Object value) {
        String code = value instanceof Long || value instanceof String ? value.toString() : "";
        return code.isEmpty() || code.length() > 10 || !code.chars().allMatch(c -> c >= '0' && c <= '9') ? null : code;
    }

    private static @Nullable String text(JsonObject json, String name) {
        return json.text(name, Integer.MAX_VALUE);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    boolean hasFailed() {
        return status.equals("failed") || status.equals("undelivered");
    }
}
