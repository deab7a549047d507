package dev.nudge.engine.provider;

import dev.nudge.automation.Channel;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as a provider gets it.
 *
 * @param id the message's id (F3), the same in each attempt
 * @param leadId the lead that the message is about, whoever gets it
 * @param to the normalised recipient: E.164, an e-mail address, or the organization's webhook URL
 * @param subject for e-mail
 * @param text the rendered text; HTML in an e-mail (F6)
 * @param contentSid the approved template of WhatsApp to send instead of the text
 * @param contentVariables the rendered variables of {@code contentSid}
 * @param sender the organization's own sender; empty means the provider's
 * @param statusCallback the URL that the provider reports the message's further states to; null without callbacks
 * @param unsubscribe how the recipient of an e-mail unsubscribes; null when the message goes to a user
 * @param lastWhatsAppAt when the lead last wrote on WhatsApp; null if its last message was on another channel, or if
 *        that is not known
 * @param command the whole message as in {@code message.commands}
 */
public record OutboundMessage(String id, String organizationId, String leadId, Channel channel, String to,
        @Nullable String subject, String text, @Nullable String contentSid, Map<String, String> contentVariables,
        Sender sender, @Nullable String statusCallback, @Nullable Unsubscribe unsubscribe,
        @Nullable Instant lastWhatsAppAt, Map<String, @Nullable Object> command) {

    /**
     * The sender that an organization uses instead of the provider's.
     *
     * @param from a number, or an e-mail address with or without a name
     * @param messagingServiceSid Twilio's messaging service; takes precedence over {@code from}
     */
    public record Sender(@Nullable String from, @Nullable String messagingServiceSid) {
        public static final Sender OF_PROVIDER = new Sender(null, null);
    }

    /**
     * How to unsubscribe (RFC 8058).
     *
     * @param url the one-click link; null without a public URL
     * @param mailto an address that takes requests to unsubscribe; null means the provider's
     */
    public record Unsubscribe(@Nullable String url, @Nullable String mailto) {}
}
