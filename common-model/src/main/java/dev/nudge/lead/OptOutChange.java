package dev.nudge.lead;

import dev.nudge.Limits;
import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An opt-out of a channel, or its revocation (F4): by the lead, with a text that consists only of a keyword, or by a
 * user through the API.
 *
 * @param out true for an opt-out, false for a revocation
 * @param by the user; null when it was the lead
 */
record OptOutChange(Channel channel, boolean out, @Nullable String by) {

    private static final List<String> OUT = List.of("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke",
            "optout", "opt out");
    private static final List<String> IN = List.of("start", "unstop");
    private static final int LONGEST = "unsubscribe".length();

    static Optional<OptOutChange> in(LeadEvent event) {
        return switch (event.type()) {
            case LeadEvent.OPTED_OUT -> byUser(event, true);
            case LeadEvent.OPTED_IN -> byUser(event, false);
            default -> byKeyword(event);
        };
    }

    private static Optional<OptOutChange> byUser(LeadEvent event, boolean out) {
        String by = event.text("by");
        return of(event, out, by == null ? null : Json.cut(by, Limits.MAX_ID_LENGTH));
    }

    private static Optional<OptOutChange> of(LeadEvent event, boolean out, @Nullable String by) {
        return Channel.named(event.text("channel")).map(channel -> new OptOutChange(channel, out, by));
    }

    private static Optional<OptOutChange> byKeyword(LeadEvent event) {
        String body = event.isInboundMessage() ? event.text("body") : null;
        if (body == null) {
            return Optional.empty();
        }
        String text = stripped(body);
        String word = text.length() > LONGEST ? "" : text.toLowerCase(Locale.ROOT);
        if (!OUT.contains(word) && !IN.contains(word)) {
            return Optional.empty();
        }
        return of(event, OUT.contains(word), null);
    }

    private static String stripped(String body) {
        int start = 0;
        int end = body.length();
        while (end > 0 && (isSpace(body.charAt(end - 1)) || isPunctuation(body.charAt(end - 1)))) {
            end--;
        }
        while (start < end && isSpace(body.charAt(start))) {
            start++;
        }
        return body.substring(start, end);
    }

    /**
     * Includes no-break spaces, which phones and copied texts add around words; {@code String.strip} does not remove
     * them.
     */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isPunctuation(char c) {
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                true;
            default -> false;
        };
    }

    Map<Channel, OptOut> applyTo(Map<Channel, OptOut> optOuts, Instant at) {
        Map<Channel, OptOut> changed = new EnumMap<>(Channel.class);
        changed.putAll(optOuts);
        if (out) {
            changed.putIfAbsent(channel, new OptOut(at, by));
        } else {
            changed.remove(channel);
        }
        return Collections.unmodifiableMap(changed);
    }
}
