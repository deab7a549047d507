package dev.nudge.engine.delivery;

import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A message that was claimed for one attempt at one provider.
 *
 * @param message as it was read
 * @param number of the attempt, from 1
 * @param claim identifies the claim in the message's document
 */
record Attempt(Document message, String provider, int number, Instant at, String claim) {

    /** The last attempt at a message, as it is stored. */
    static Attempt lastOf(Document message) {
        List<Document> history = history(message);
        Object at = MessageState.UNKNOWN.name().equals(message.getString("state")) && !history.isEmpty()
                ? history.getLast().get("at")
                : message.get("stateAt");
        return new Attempt(message, String.valueOf(message.getString("provider")), made(message),
                at instanceof Date date ? date.toInstant() : Instant.EPOCH, String.valueOf(message.getString("claim")));
    }

    /**
     * When the message may have been handed over last: at the attempt, or until it was found that a restored database
     * does not know of it (G5).
     */
    Instant latest() {
        List<Document> history = history(message);
        return !history.isEmpty() && Restoration.CODE.equals(history.getLast().get("code"))
                && message.get("stateAt") instanceof Date found ? found.toInstant() : at;
    }

    /** The number of attempts that a message has had, or that a command requests; one where it is not known. */
    static int made(Document message) {
        return message.get("attempt") instanceof Number number ? number.intValue() : 1;
    }

    /** The attempts in a message's document, in their order. */
    static List<Document> history(Document message) {
        return message.get("attempts") instanceof List<?> attempts
                ? attempts.stream().filter(Document.class::isInstance).map(Document.class::cast).toList()
                : List.of();
    }

    /** The providers that have refused the message since it was last postponed, each with the cause's name. */
    static Map<String, @Nullable Object> refusals(Document message) {
        return message.get("refusals") instanceof Document refusals ? refusals : Map.of();
    }
}
