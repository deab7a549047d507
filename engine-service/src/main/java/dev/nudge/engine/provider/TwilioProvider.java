package dev.nudge.engine.provider;

import static dev.nudge.engine.provider.SendResult.Cause.PROVIDER;
import static dev.nudge.engine.provider.SendResult.Cause.RECIPIENT;
import static dev.nudge.engine.provider.SendResult.Cause.TEMPORARY;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.jspecify.annotations.Nullable;

/**
 * Sends SMS and WhatsApp messages through Twilio's Messages resource.
 *
 * <p>
 * Twilio has no idempotency key. A message is therefore refused only if Twilio says so, or if no connection was opened;
 * after any other failure its fate is unknown, and {@link #lookUp} searches Twilio's list of messages. The meaning of
 * an answer is defined by {@link TwilioErrors}.
 *
 * <p>
 * On WhatsApp, a free text is possible only within 24 hours after the lead's last message (Twilio's error 63016). Such
 * a message is refused here, without a request, with the code {@code WHATSAPP_WINDOW}.
 *
 * <p>
 * Thread-safe.
 */
final class TwilioProvider implements MessageProvider {

    private static final Duration WHATSAPP_WINDOW = Duration.ofHours(24);

    private final ProviderSettings.Twilio settings;
    private final InstantSource clock;
    private final TwilioClient client;
    private final TwilioMessageSearch search;

    TwilioProvider(ProviderSettings.Twilio settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.client = new TwilioClient(settings);
        this.search = new TwilioMessageSearch(client, settings.pace().timeout());
    }

    @Override
    public SendResult send(OutboundMessage message) {
        if (needsTemplate(message)) {
            return new SendResult.Rejected("WHATSAPP_WINDOW",
                    "WhatsApp takes a free text only within 24 hours after the recipient's last message. Set"
                            + " \"contentSid\" in the template to an approved WhatsApp template.",
                    RECIPIENT);
        }
        Optional<TwilioSender> sender = TwilioSender.of(message, settings);
        if (sender.isEmpty()) {
            return new SendResult.Rejected("SENDER",
                    "There is no sender. Set nudge.delivery.providers.%1$s.messaging-service-sid or nudge.delivery.providers.%1$s.from, or a sender of the organization."
                            .formatted(settings.name()),
                    PROVIDER);
        }
        return switch (client.create(form(message, sender.get()))) {
            case TwilioAnswer.Received received -> TwilioErrors.sendResult(received, clock.instant());
            case TwilioAnswer.NotSent(String code, String text) -> new SendResult.Rejected(code, text, TEMPORARY);
            case TwilioAnswer.Interrupted(String code, String text) -> new SendResult.Unknown(code, text);
        };
    }

    private boolean needsTemplate(OutboundMessage message) {
        if (message.channel() != Channel.WHATSAPP || message.contentSid() != null) {
            return false;
        }
        Instant lastWhatsAppAt = message.lastWhatsAppAt();
        return lastWhatsAppAt == null || lastWhatsAppAt.plus(WHATSAPP_WINDOW).isBefore(clock.instant());
    }

    private static List<NameValuePair> form(OutboundMessage message, TwilioSender sender) {
        List<NameValuePair> form = new ArrayList<>();
        form.add(new BasicNameValuePair("To", TwilioSender.address(message.channel(), message.to())));
        form.add(new BasicNameValuePair(sender.parameter(), sender.value()));
        String contentSid = message.contentSid();
        if (contentSid == null) {
            form.add(new BasicNameValuePair("Body", message.text()));
        } else {
            form.add(new BasicNameValuePair("ContentSid", contentSid));
            if (!message.contentVariables().isEmpty()) {
                form.add(new BasicNameValuePair("ContentVariables",
                        new String(JsonCodec.write(message.contentVariables()), StandardCharsets.UTF_8)));
            }
        }
        @Nullable
        String statusCallback = message.statusCallback();
        if (statusCallback != null) {
            form.add(new BasicNameValuePair("StatusCallback", statusCallback));
        }
        return form;
    }

    @Override
    public boolean canLookUp() {
        return true;
    }

    @Override
    public Duration lookUpAfter() {
        return settings.lookupAfter();
    }

    @Override
    public LookUpResult lookUp(OutboundMessage message, Instant earliest, Instant latest,
            Predicate<String> isOfAnotherMessage) {
        return search.find(message, TwilioSender.of(message, settings), earliest, latest, isOfAnotherMessage);
    }

    @Override
    public void close() {
        client.close();
    }
}
