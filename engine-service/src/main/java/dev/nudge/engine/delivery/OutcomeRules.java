package dev.nudge.engine.delivery;

import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the result of an attempt (G1, G2, G3). A refusal that is not about the recipient sends the message
 * to the next provider. When all have refused, it waits if one of them refused for now, and fails otherwise. An attempt
 * whose result is unknown is repeated only at a provider that recognises the message's id.
 */
final class OutcomeRules {

    static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
    private static final List<String> UNDER_WAY = List.of(MessageState.SENDING.name(), MessageState.UNKNOWN.name());
    private static final String TEMPORARY = SendResult.Cause.TEMPORARY.name();

    private final ProviderRoutes routes;
    private final DoubleSupplier random;

    /** @param random from 0 to 1, for the jitter of waits */
    OutcomeRules(ProviderRoutes routes, DoubleSupplier random) {
        this.routes = routes;
        this.random = random;
    }

    /** The outcome of an attempt. */
    Outcome of(Attempt attempt, SendResult result, Instant now) {
        return switch (result) {
            case SendResult.Accepted accepted -> accepted(attempt, accepted, now);
            case SendResult.Rejected rejected -> rejected(attempt, rejected, now);
            case SendResult.Throttled(String code, String text, Duration retryAfter) ->
                throttled(attempt, code, text, retryAfter, now);
            case SendResult.Unknown(String code, String text) -> unknown(attempt, code, text, now);
        };
    }

    private Outcome rejected(Attempt attempt, SendResult.Rejected rejected, Instant now) {
        String code = rejected.code();
        String text = rejected.text();
        return switch (rejected.cause()) {
            case RECIPIENT -> ended(attempt, MessageState.FAILED, "REJECTED", code, text, now);
            case OPTED_OUT -> optedOut(ended(attempt, MessageState.OPTED_OUT, "REJECTED", code, text, now));
            case GONE -> gone(ended(attempt, MessageState.FAILED, "REJECTED", code, text, now));
            case TEMPORARY, PROVIDER -> refused(attempt, rejected.cause(), code, text, now);
        };
    }

    static Outcome optedOut(Outcome outcome) {
        return new Outcome(outcome.message(), outcome.change(), outcome.reached(), null, true, false);
    }

    private static Outcome gone(Outcome outcome) {
        return new Outcome(outcome.message(), outcome.change(), outcome.reached(), null, false, true);
    }

    private static Outcome accepted(Attempt attempt, SendResult.Accepted accepted, Instant now) {
        Map<String, @Nullable Object> values = sent(attempt.message(), now);
        if (accepted.providerId() != null) {
            values.put("providerId", accepted.providerId());
        }
        if (accepted.segments() != null) {
            values.put("segments", accepted.segments());
        }
        return Outcome.of(attempt.message(), change(attempt, values, record(attempt, "ACCEPTED", null, null)),
                MessageState.SENT);
    }

    /** The fields of a message that was sent; one to a lead is to be reported to it. */
    static Map<String, @Nullable Object> sent(Document message, Instant now) {
        Map<String, @Nullable Object> values = finished(MessageState.SENT, now);
        values.put("sentAt", Date.from(now));
        values.put("nextAttemptAt", PreSendCheck.isToALead(message) ? Date.from(StoredMessages.AT_ONCE) : null);
        values.put("reason", null);
        values.put("providerCode", null);
        values.put("providerText", null);
        return values;
    }

    /** The fields of a message with nothing left to do. */
    static Map<String, @Nullable Object> finished(MessageState state, Instant now) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("state", state.name());
        values.put("stateAt", Date.from(now));
        values.put("nextAttemptAt", null);
        values.put("refusals", null);
        values.put("pinnedTo", null);
        return values;
    }

    private static Outcome ended(Attempt attempt, MessageState state, String result, String code, String text,
            Instant now) {
        Map<String, @Nullable Object> values = finished(state, now);
        values.putAll(provided(code, text));
        if (state == MessageState.FAILED) {
            values.put("reason", text);
        }
        return Outcome.of(attempt.message(), change(attempt, values, record(attempt, result, code, text)), state);
    }

    static Map<String, @Nullable Object> provided(String code, String text) {
        Map<String, @Nullable Object> provided = new HashMap<>();
        provided.put("providerCode", code);
        provided.put("providerText", text);
        return provided;
    }

    /**
     * The end of a message for which no attempt is made. Of a message that an earlier attempt may have handed over, it
     * is not known that it was not sent.
     */
    static Outcome withoutAttempt(Document message, MessageState state, @Nullable String reason, Instant now) {
        MessageState reached = message.containsKey("pinnedTo") ? MessageState.UNKNOWN : state;
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("state", reached.name());
        values.put("stateAt", Date.from(now));
        values.put("nextAttemptAt", null);
        if (reason != null) {
            values.put("reason", reason);
        }
        if (message.get("finalAttempt") instanceof Number requested) {
            values.put("attempt", requested.intValue());
        }
        return Outcome.of(message,
                new MessageChange(message.getString("_id"), List.of(MessageState.QUEUED.name()), null,
                        values, null),
                reached);
    }

    /** The next provider, a later attempt, or the end. */
    private Outcome refused(Attempt attempt, SendResult.Cause cause, String code, String text, Instant now) {
        Map<String, @Nullable Object> refusals = new LinkedHashMap<>(Attempt.refusals(attempt.message()));
        refusals.put(attempt.provider(), cause.name());
        boolean hasNext = attempt.message().get("pinnedTo") == null && routes.candidates(attempt.message()).stream()
                .anyMatch(name -> routes.provider(name).isPresent() && !refusals.containsKey(name));
        if (hasNext && mayTryAgain(attempt, now)) {
            return again(attempt, "REJECTED", code, text, now, refusals, now);
        }
        boolean isTemporary = refusals.containsValue(TEMPORARY);
        refusals.values().removeIf(TEMPORARY::equals);
        Instant next = now.plus(backoff(attempt));
        return isTemporary && mayTryAgain(attempt, next)
                ? again(attempt, "REJECTED", code, text, next, refusals, now)
                : ended(attempt, MessageState.FAILED, "REJECTED", code, text, now);
    }

    private Outcome throttled(Attempt attempt, String code, String text, @Nullable Duration retryAfter, Instant now) {
        Instant next = now.plus(retryAfter == null ? backoff(attempt) : afterThrottling(attempt, retryAfter));
        return next.isBefore(routes.deadline(attempt.message()))
                ? again(attempt, "THROTTLED", code, text, next, Attempt.refusals(attempt.message()), now)
                : ended(attempt, MessageState.FAILED, "THROTTLED", code, text, now);
    }

    /** As long as the provider asks; after more such answers than attempts are permitted, at least the backoff. */
    private Duration afterThrottling(Attempt attempt, Duration retryAfter) {
        int beyond = throttled(attempt.message()) + 1 - pace(attempt).maxAttempts();
        Duration least = beyond > 0 ? backoff(attempt, beyond) : Duration.ZERO;
        return retryAfter.compareTo(least) > 0 ? retryAfter : least;
    }

    /** The message was claimed, and its attempt was not begun: it waits again, and the attempt does not count. */
    static Outcome notBegun(Attempt attempt, Instant next, Instant now) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("state", MessageState.QUEUED.name());
        values.put("stateAt", Date.from(now));
        values.put("nextAttemptAt", Date.from(orEnd(next, attempt.message())));
        values.put("attempt", attempt.number() - 1);
        MessageChange change = new MessageChange(attempt.message().getString("_id"), UNDER_WAY, attempt.claim(), values,
                null);
        return new Outcome(attempt.message(), change, null, changed(attempt.message(), change), false, false);
    }

    /** The attempt broke off: its engine was killed, or its provider did not answer. */
    Outcome unknown(Attempt attempt, String code, String text, Instant now) {
        MessageProvider provider = routes.provider(attempt.provider()).orElse(null);
        if (provider != null && provider.recognisesRepeats()) {
            Instant next = now.plus(backoff(attempt));
            if (mayTryAgain(attempt, next)) {
                Outcome again = again(attempt, "UNKNOWN", code, text, next, Attempt.refusals(attempt.message()), now);
                again.change().values().put("pinnedTo", attempt.provider());
                Objects.requireNonNull(again.again()).put("pinnedTo", attempt.provider());
                return again;
            }
        }
        Map<String, @Nullable Object> values = finished(MessageState.UNKNOWN, now);
        values.putAll(provided(code, text));
        values.put("reason", text);
        Document entry = record(attempt, "UNKNOWN", code, text);
        if (provider == null || !provider.canLookUp()) {
            return Outcome.of(attempt.message(), ifSending(attempt, values, entry), MessageState.UNKNOWN);
        }
        values.put("nextAttemptAt", Date.from(attempt.at().plus(provider.lookUpAfter())));
        MessageChange change = ifSending(attempt, values, entry);
        Document waits = changed(attempt.message(), change);
        waits.put("claim", attempt.claim());
        waits.put("provider", attempt.provider());
        return new Outcome(attempt.message(), change, MessageState.UNKNOWN, waits, false, false);
    }

    private static Outcome again(Attempt attempt, String result, String code, String text, Instant next,
            Map<String, @Nullable Object> refusals, Instant now) {
        Map<String, @Nullable Object> values = provided(code, text);
        values.put("state", MessageState.QUEUED.name());
        values.put("stateAt", Date.from(now));
        values.put("nextAttemptAt", Date.from(orEnd(next, attempt.message())));
        values.put("refusals", refusals.isEmpty() ? null : new Document(refusals));
        if (result.equals("THROTTLED")) {
            values.put("throttled", throttled(attempt.message()) + 1);
        }
        MessageChange change = change(attempt, values, record(attempt, result, code, text));
        Document waits = changed(attempt.message(), change);
        waits.put("attempt", attempt.number());
        return new Outcome(attempt.message(), change, null, waits, false, false);
    }

    /** A message that would wait beyond its {@code notAfter} ends there (F5). */
    private static Instant orEnd(Instant next, Document message) {
        return message.get("notAfter") instanceof Date notAfter && notAfter.toInstant().isBefore(next)
                ? notAfter.toInstant()
                : next;
    }

    private static MessageChange change(Attempt attempt, Map<String, @Nullable Object> values, Document entry) {
        return new MessageChange(attempt.message().getString("_id"), UNDER_WAY, attempt.claim(), values, entry);
    }

    /** A change to {@code UNKNOWN} is made once; an answer that comes later still applies. */
    private static MessageChange ifSending(Attempt attempt, Map<String, @Nullable Object> values, Document entry) {
        return new MessageChange(attempt.message().getString("_id"), List.of(MessageState.SENDING.name()),
                attempt.claim(), values, entry);
    }

    /** The entry of the message's history. */
    private static Document record(Attempt attempt, String result, @Nullable String code, @Nullable String text) {
        Document entry = new Document("at", Date.from(attempt.at())).append("provider", attempt.provider())
                .append("result", result);
        if (code != null) {
            entry.append("code", code).append("text", text);
        }
        return entry;
    }

    /** The message as it is after a change. */
    static Document changed(Document message, MessageChange change) {
        Document changed = new Document(message);
        change.values().forEach((name, value) -> {
            if (value == null) {
                changed.remove(name);
            } else {
                changed.put(name, value);
            }
        });
        if (change.attempt() != null) {
            List<Document> history = new ArrayList<>(Attempt.history(message));
            history.add(change.attempt());
            changed.put("attempts", history);
        }
        return changed;
    }

    private boolean mayTryAgain(Attempt attempt, Instant at) {
        Document message = attempt.message();
        int most = message.get("finalAttempt") instanceof Number last
                ? last.intValue()
                : pace(attempt).maxAttempts() + throttled(message);
        return attempt.number() < most && at.isBefore(routes.deadline(attempt.message()));
    }

    private static int throttled(Document message) {
        return message.get("throttled") instanceof Number count ? count.intValue() : 0;
    }

    private Pace pace(Attempt attempt) {
        return routes.pace(attempt.provider());
    }

    private Duration backoff(Attempt attempt) {
        return backoff(attempt, attempt.number());
    }

    /** Doubles with each attempt, up to an hour, with a fifth of jitter. */
    private Duration backoff(Attempt attempt, int number) {
        Duration first = pace(attempt).backoff();
        int doublings = Math.min(number - 1, 20);
        Duration wait = first.multipliedBy(1L << doublings);
        Duration bounded = wait.compareTo(LONGEST_BACKOFF) < 0 ? wait : LONGEST_BACKOFF;
        return Duration.ofMillis((long) (bounded.toMillis() * (0.8 + 0.4 * random.getAsDouble())));
    }
}
