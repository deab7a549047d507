package dev.nudge.lead;

import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A text that is nothing but a keyword, said on a channel that messages go out on (F4). */
record OptOutKeyword(Channel channel, boolean out) {

    private static final List<String> OUT = List.of("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke",
            "optout", "opt out");
    private static final List<String> IN = List.of("start", "unstop");
    private static final int LONGEST = "unsubscribe".length();

    static Optional<OptOutKeyword> in(LeadEvent event) {
        String body = event.isInboundMessage() ? event.text("body") : null;
        if (body == null) {
            return Optional.empty();
        }
        String text = withoutTrailingPunctuation(body.strip());
        String word = text.length() > LONGEST ? "" : text.toLowerCase(Locale.ROOT);
        if (!OUT.contains(word) && !IN.contains(word)) {
            return Optional.empty();
        }
        return Channel.named(event.text("channel")).map(channel -> new OptOutKeyword(channel, OUT.contains(word)));
    }

    private static String withoutTrailingPunctuation(String text) {
        int end = text.length();
        while (end > 0 && isPunctuationOrSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isPunctuationOrSpace(char c) {
        return Character.isWhitespace(c) || switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                true;
            default -> false;
        };
    }

    Map<Channel, Instant> applyTo(Map<Channel, Instant> optOuts, Instant at) {
        Map<Channel, Instant> changed = new EnumMap<>(Channel.class);
        changed.putAll(optOuts);
        if (out) {
            changed.putIfAbsent(channel, at);
        } else {
            changed.remove(channel);
        }
        return Collections.unmodifiableMap(changed);
    }
}
