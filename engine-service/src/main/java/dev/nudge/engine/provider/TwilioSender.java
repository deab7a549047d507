package dev.nudge.engine.provider;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.ProviderSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a message. The organization's own takes precedence over the provider's, and of each, the messaging
 * service over the number.
 *
 * @param parameter {@link #FROM} or {@link #MESSAGING_SERVICE}
 */
record TwilioSender(String parameter, String value) {

    static final String FROM = "From";
    static final String MESSAGING_SERVICE = "MessagingServiceSid";

    private static final String WHATSAPP = "whatsapp:";

    /** Empty if neither the organization nor the provider has a sender. */
    static Optional<TwilioSender> of(OutboundMessage message, ProviderSettings.Twilio settings) {
        OutboundMessage.Sender own = message.sender();
        return of(message.channel(), own.messagingServiceSid(), own.from())
                .or(() -> of(message.channel(), settings.messagingServiceSid(), settings.from()));
    }

    private static Optional<TwilioSender> of(Channel channel, @Nullable String messagingServiceSid,
            @Nullable String from) {
        return Optional.ofNullable(messagingServiceSid).map(sid -> new TwilioSender(MESSAGING_SERVICE, sid))
                .or(() -> Optional.ofNullable(from).map(number -> new TwilioSender(FROM, address(channel, number))));
    }

    /** A number as Twilio writes it on the channel. */
    static String address(Channel channel, String number) {
        return channel == Channel.WHATSAPP && !number.startsWith(WHATSAPP) ? WHATSAPP + number : number;
    }

    boolean sent(TwilioMessage message) {
        return value.equals(parameter.equals(FROM) ? message.from() : message.messagingServiceSid());
    }
}
