package dev.nudge.engine.provider;

import dev.nudge.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches Twilio's list of messages for one whose POST was not answered. A match is an outbound message to the same
 * recipient with the same text, created while the POST may have arrived. Where the text cannot be compared, because
 * Twilio writes it from a content template or does not keep it, the sender is compared instead.
 *
 * <p>
 * The list is first read from the day of the attempt on. Twilio filters by {@code date_sent}, which a message does not
 * have while it is queued; therefore a message counts as not found only if it is not in the whole list of the
 * recipient either.
 */
final class TwilioMessageSearch {

    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(5);
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final int PAGE_SIZE = 50;
    private static final int MAX_PAGES = 20;
    private static final String TRIAL_PREFIX = "Sent from your Twilio trial account - ";

    private final TwilioClient client;
    private final Duration timeout;

    TwilioMessageSearch(TwilioClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    LookUpResult find(OutboundMessage message, Optional<TwilioSender> sender, Instant firstAttempt,
            Instant lastAttempt, Predicate<String> isOfAnotherMessage) {
        Instant earliest = firstAttempt.minus(CLOCK_DIFFERENCE);
        Instant latest = lastAttempt.plus(timeout).plus(LATE);
        String to = TwilioSender.address(message.channel(), message.to());
        Predicate<TwilioMessage> isMatch = candidate -> candidate.isOutbound() && to.equals(candidate.to())
                && !candidate.createdAt().isBefore(earliest) && !candidate.createdAt().isAfter(latest)
                && (message.contentSid() != null || candidate.body().isEmpty()
                        ? sender.isPresent() && sender.get().sent(candidate)
                        : hasText(candidate, message.text()))
                && !isOfAnotherMessage.test(candidate.sid());
        String ofRecipient = "To=" + URLEncoder.encode(to, StandardCharsets.UTF_8) + "&PageSize=" + PAGE_SIZE;
        String sinceAttempt = "&DateSent%3E=" + LocalDate.ofInstant(earliest, ZoneOffset.UTC);
        LookUpResult recent = find(client.messages(ofRecipient + sinceAttempt), isMatch);
        return recent instanceof LookUpResult.NotFound ? find(client.messages(ofRecipient), isMatch) : recent;
    }

    private static boolean hasText(TwilioMessage candidate, String text) {
        String body = normalized(candidate.body());
        return body.equals(normalized(text)) || body.equals(normalized(TRIAL_PREFIX + text));
    }

    /** The text without what may get lost on the way: spaces at the ends, and the kind of line breaks. */
    private static String normalized(String text) {
        return text.strip().replace("\r\n", "\n");
    }

    private LookUpResult find(URI firstPage, Predicate<TwilioMessage> isMatch) {
        @Nullable
        Match first = null;
        URI page = firstPage;
        for (int read = 0; read < MAX_PAGES; read++) {
            switch (client.page(page)) {
                case TwilioAnswer.NotSent(_, String text) -> {
                    return new LookUpResult.Unavailable(text);
                }
                case TwilioAnswer.Interrupted(_, String text) -> {
                    return new LookUpResult.Unavailable(text);
                }
                case TwilioAnswer.Received answer -> {
                    if (!answer.isSuccess()) {
                        return new LookUpResult.Unavailable(answer.code() + ": " + answer.text());
                    }
                    Optional<Page> content = page(answer);
                    if (content.isEmpty()) {
                        return new LookUpResult.Unavailable("Twilio's list of messages cannot be read.");
                    }
                    first = Stream.concat(Stream.ofNullable(first),
                            content.get().messages().stream().filter(isMatch)
                                    .map(message -> new Match(message, answer.credentials())))
                            .min(Comparator.comparing(match -> match.message().createdAt())).orElse(null);
                    if (content.get().next() == null) {
                        return first == null ? new LookUpResult.NotFound() : first.found();
                    }
                    page = content.get().next();
                }
            }
        }
        return new LookUpResult.Unavailable(
                "Twilio lists more than " + MAX_PAGES * PAGE_SIZE + " messages to the recipient.");
    }

    /** Empty if any part cannot be read: the message may be in it. */
    private Optional<Page> page(TwilioAnswer.Received answer) {
        JsonObject json = answer.json();
        if (json == null || !(json.get("messages") instanceof List<?> elements)) {
            return Optional.empty();
        }
        List<TwilioMessage> messages = json.objects("messages", Integer.MAX_VALUE).stream().map(TwilioMessage::read)
                .flatMap(Optional::stream).toList();
        String nextPageUri = json.text("next_page_uri", Integer.MAX_VALUE);
        Optional<URI> next = Optional.ofNullable(nextPageUri).flatMap(client::nextPage);
        boolean isComplete = messages.size() == elements.size() && next.isPresent() == json.has("next_page_uri");
        return isComplete ? Optional.of(new Page(messages, next.orElse(null))) : Optional.empty();
    }

    private record Page(List<TwilioMessage> messages, @Nullable URI next) {}

    private record Match(TwilioMessage message, TwilioCredentials credentials) {

        LookUpResult.Found found() {
            return new LookUpResult.Found(new SendResult.Accepted(message.sid(), message.segments()),
                    message.hasFailed() ? TwilioErrors.failure(message, credentials) : null);
        }
    }
}
