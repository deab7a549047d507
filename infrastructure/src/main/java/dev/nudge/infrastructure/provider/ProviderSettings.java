package dev.nudge.infrastructure.provider;

import dev.nudge.automation.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of one provider, {@code nudge.delivery.providers.<name>.*}. */
public sealed interface ProviderSettings {

    String name();

    Pace pace();

    default boolean serves(Channel channel) {
        return ProviderType.of(this).serves(channel);
    }

    /**
     * How fast messages are handed over, and how long they are retried (G3).
     *
     * @param perSecond messages per second and organization, over all engines; at least 0.01
     * @param concurrency how many messages one engine hands over at a time
     * @param timeout how long one attempt may take
     * @param maxAttempts how many attempts a message has at most, over all providers
     * @param maxAge how long after delivery has stored the message an attempt may begin
     * @param backoff the wait before the second attempt, which doubles with each further one, up to an hour
     */
    record Pace(double perSecond, int concurrency, Duration timeout, int maxAttempts, Duration maxAge,
            Duration backoff) {}

    /** Writes messages to the log. */
    record Log(String name, Pace pace) implements ProviderSettings {}

    /**
     * Twilio, for sms and whatsapp.
     *
     * @param authToken also verifies callbacks; null without, then {@code apiKeySid} and {@code apiKeySecret} are given
     * @param messagingServiceSid takes precedence over {@code from}
     * @param lookupAfter how long after an ambiguous call the look-up runs
     */
    record Twilio(String name, Pace pace, URI baseUrl, String accountSid, @Nullable Secret authToken,
            @Nullable String apiKeySid, @Nullable Secret apiKeySecret, @Nullable String messagingServiceSid,
            @Nullable String from, Duration lookupAfter) implements ProviderSettings {}

    /**
     * A mail server.
     *
     * @param username null for a server without authentication
     * @param from an e-mail address, with or without a name
     * @param unsubscribeMailto an address that takes requests to unsubscribe
     */
    record Smtp(String name, Pace pace, String host, int port, @Nullable String username, @Nullable Secret password,
            StartTls startTls, String from, @Nullable String unsubscribeMailto) implements ProviderSettings {}

    /** Whether the connection to a mail server is encrypted. */
    enum StartTls {
        REQUIRED,
        OPPORTUNISTIC,
        NEVER
    }

    /**
     * Standard Webhooks, to the organization's {@code webhookUrl}.
     *
     * @param secrets the present {@code whsec_...} keys; each of them signs, and verifies what comes in
     */
    record Webhook(String name, Pace pace, Supplier<List<String>> secrets, boolean allowHttp,
            boolean allowPrivateAddresses) implements ProviderSettings {}
}
