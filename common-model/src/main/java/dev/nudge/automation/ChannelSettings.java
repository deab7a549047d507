package dev.nudge.automation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an organization sends on one channel. What is not set is decided by the settings of delivery.
 *
 * @param providers the names of the providers, in order of preference; empty: not set
 * @param from the sender: a phone number in E.164, a short code or an alphanumeric sender id, or an e-mail address with
 *        or without a name
 * @param messagingServiceSid Twilio's messaging service; takes precedence over {@code from}
 * @param unsubscribeMailto an address that takes requests to unsubscribe
 */
public record ChannelSettings(List<String> providers, @Nullable String from, @Nullable String messagingServiceSid,
        @Nullable String unsubscribeMailto) {}
