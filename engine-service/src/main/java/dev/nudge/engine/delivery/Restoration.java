package dev.nudge.engine.delivery;

import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After the database was restored from a backup, it does not know which messages were sent since the backup (G5). Those
 * that were decided before the restoration and wait are not sent: they become {@code UNKNOWN}. Messages whose providers
 * all recognise repeats are sent as usual.
 */
final class Restoration {

    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    /** The {@code providerCode} of such a message. */
    static final String CODE = "RESTORED";

    private static final String REASON = "The database was restored from a backup. The message may have been sent"
            + " after the backup.";
    /** Instead of the claim of an attempt. */
    private static final String CLAIM = "restored";

    private final Instant until;
    private final ProviderRoutes routes;

    /** @param until when the last engine stopped before the database was restored; null without a restoration */
    Restoration(@Nullable Instant until, ProviderRoutes routes) {
        this.until = until == null ? Instant.MIN : until;
        this.routes = routes;
        if (until != null) {
            LOG.info("Messages that were decided before {} become UNKNOWN if they may have been sent already", until);
        }
    }

    /** Whether a message that waits, or whose attempt broke off, may have been sent after the backup. */
    boolean mayHaveSent(Document message) {
        boolean waitsSinceBefore = isBefore(message.get("stateAt"))
                || isBefore(message.get("firedAt")) && !hasAttempt(message);
        return waitsSinceBefore && !routes.recogniseRepeats(message);
    }

    /** Whether a person requested a retry before the restoration: it may have been made. */
    boolean mayHaveMade(Document retry, Document message) {
        return isBefore(retry.get(RetryRequests.REQUESTED_AT)) && !routes.recogniseRepeats(message);
    }

    /** Whether the message was ended for this reason already; a person or a look-up may have found out since then. */
    static boolean hasEnded(Document message) {
        return CODE.equals(message.get("providerCode"))
                || Attempt.history(message).stream().anyMatch(attempt -> CODE.equals(attempt.get("code")));
    }

    private boolean isBefore(@Nullable Object instant) {
        return instant instanceof Date date && date.toInstant().isBefore(until);
    }

    private static boolean hasAttempt(Document message) {
        return Attempt.made(message) > 0 || message.containsKey("finalAttempt");
    }

    /**
     * The message becomes {@code UNKNOWN}, and is looked up where its channel has one provider, which can be asked.
     * Where the channel has several, one that does not know the message says nothing about the others.
     */
    Outcome unknown(Document message, Instant now) {
        Map<String, @Nullable Object> values = OutcomeRules.finished(MessageState.UNKNOWN, now);
        values.put("reason", REASON);
        values.put("providerCode", CODE);
        values.put("providerText", null);
        Optional<String> provider = routes.only(message)
                .filter(name -> routes.provider(name).filter(MessageProvider::canLookUp).isPresent());
        if (provider.isEmpty()) {
            return Outcome.of(message, change(message, values, null), MessageState.UNKNOWN);
        }
        values.put("provider", provider.get());
        values.put("claim", CLAIM);
        values.put("nextAttemptAt", Date.from(now));
        MessageChange change = change(message, values,
                new Document("at", message.get("firedAt")).append("provider", provider.get())
                        .append("result", MessageState.UNKNOWN.name()).append("code", CODE).append("text", REASON));
        return new Outcome(message, change, MessageState.UNKNOWN, OutcomeRules.changed(message, change), false, false);
    }

    private static MessageChange change(Document message, Map<String, @Nullable Object> values,
            @Nullable Document entry) {
        return new MessageChange(message.getString("_id"), List.of(message.getString("state")), null, values, entry);
    }
}
