package dev.nudge.api.callback;

import dev.nudge.api.web.Form;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestBody;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.StandardWebhooks;
import dev.nudge.infrastructure.provider.StandardWebhooks.Verification;
import dev.nudge.infrastructure.provider.TwilioSignature;
import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out which provider sent a request, by its signature. Nothing else in a request is trusted. */
final class Signatures {

    private static final int MAX_FORM_BYTES = 64 * 1024;
    private static final int MAX_WEBHOOK_BYTES = 256 * 1024;

    private final DeliverySettings delivery;
    private final InstantSource clock;

    Signatures(DeliverySettings delivery, InstantSource clock) {
        this.delivery = delivery;
        this.clock = clock;
    }

    /**
     * A request of Twilio.
     *
     * @param provider the provider's name
     */
    record SignedForm(String provider, Form query, Form body) {}

    /**
     * A request of a gateway.
     *
     * @param provider the provider's name
     * @param id the same when the request is repeated
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SignedBody(String provider, String id, byte[] body) {}

    /** @throws ProblemException when callbacks are off (404) or the signature is not Twilio's (403) */
    SignedForm ofTwilio(HttpServletRequest request) {
        URI publicUrl = publicUrl();
        Form body = Form.parse(text(RequestBody.read(request, MAX_FORM_BYTES)));
        String query = request.getQueryString();
        String url = publicUrl + request.getRequestURI() + (query == null ? "" : "?" + query);
        String signature = request.getHeader(TwilioSignature.HEADER);
        String accountSid = body.text("AccountSid").orElse("");
        return providers(ProviderSettings.Twilio.class)
                .filter(provider -> provider.accountSid().equals(accountSid) && signature != null
                        && provider.authToken() != null
                        && TwilioSignature.isValid(provider.authToken().value(), url, body.parameters(), signature))
                .findFirst().map(provider -> new SignedForm(provider.name(), Form.parse(query), body))
                .orElseThrow(() -> ProblemException.forbidden("Expected a signature in " + TwilioSignature.HEADER
                        + " that the auth token of a Twilio provider with this AccountSid made over the public URL."));
    }

    /** @throws ProblemException when callbacks are off (404) or the signature is not a provider's (403) */
    SignedBody ofWebhook(HttpServletRequest request) {
        publicUrl();
        byte[] body = RequestBody.read(request, MAX_WEBHOOK_BYTES);
        String refusal = "There is no provider of type webhook.";
        for (ProviderSettings.Webhook provider : providers(ProviderSettings.Webhook.class).toList()) {
            switch (verify(provider, request, body)) {
                case Verification.Valid(String id, var _) -> {
                    return new SignedBody(provider.name(), id, body);
                }
                case Verification.Invalid(var reason) -> refusal = reason.text();
            }
        }
        throw ProblemException.forbidden(refusal);
    }

    private Verification verify(ProviderSettings.Webhook provider, HttpServletRequest request, byte[] body) {
        return new StandardWebhooks(provider.secrets()).verify(header(request, StandardWebhooks.ID_HEADER),
                header(request, StandardWebhooks.TIMESTAMP_HEADER), header(request, StandardWebhooks.SIGNATURE_HEADER),
                body, clock.instant());
    }

    private static @Nullable String header(HttpServletRequest request, String name) {
        return request.getHeader(name);
    }

    private URI publicUrl() {
        return Optional.ofNullable(delivery.publicUrl()).orElseThrow(() -> ProblemException
                .notFound("There are no callbacks, because nudge.delivery.public-url is not set."));
    }

    private <T extends ProviderSettings> Stream<T> providers(Class<T> type) {
        return delivery.providers().values().stream().filter(type::isInstance).map(type::cast);
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw ProblemException.invalid("", Violation.FORMAT, "Expected a form in UTF-8.");
        }
    }
}
