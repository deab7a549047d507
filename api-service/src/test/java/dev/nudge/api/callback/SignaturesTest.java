package dev.nudge.api.callback;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.support.TestProviders;
import dev.nudge.api.web.ProblemException;
import dev.nudge.infrastructure.provider.DeliverySettings;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class SignaturesTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/callbacks/any");

    @Test
    void without_a_public_url_there_are_no_callbacks() {
        Signatures signatures = new Signatures(TestProviders.settings(null), InstantSource.system());

        assertThatThrownBy(() -> signatures.ofTwilio(request)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("nudge.delivery.public-url");
        assertThatThrownBy(() -> signatures.ofWebhook(request)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("nudge.delivery.public-url");
    }

    @Test
    void without_providers_every_signature_is_refused() {
        Signatures signatures = new Signatures(
                new DeliverySettings(URI.create(TestProviders.PUBLIC_URL), Map.of(), Map.of()), InstantSource.system());

        assertThatThrownBy(() -> signatures.ofTwilio(request)).hasMessageContaining("X-Twilio-Signature");
        assertThatThrownBy(() -> signatures.ofWebhook(request)).hasMessageContaining("type webhook");
    }
}
