package dev.nudge.api.callback;

import dev.nudge.api.callback.Signatures.SignedBody;
import dev.nudge.api.inbound.InboundMessages;
import dev.nudge.api.ratelimit.CallbackRate;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /callbacks/webhook}: what a gateway reports and forwards, signed as Standard Webhooks describes. */
@RestController
final class WebhookController {

    private final Signatures signatures;
    private final CallbackRate rate;
    private final DeliveryReports reports;
    private final InboundMessages inbound;
    private final InstantSource clock;

    WebhookController(Signatures signatures, CallbackRate rate, DeliveryReports reports, InboundMessages inbound,
            @Qualifier("apiClock") InstantSource clock) {
        this.signatures = signatures;
        this.rate = rate;
        this.reports = reports;
        this.inbound = inbound;
        this.clock = clock;
    }

    @PostMapping(path = "/callbacks/webhook/{organizationId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void receive(@PathVariable String organizationId, HttpServletRequest request, HttpServletResponse response) {
        SignedBody signed = signatures.ofWebhook(request);
        rate.take(organizationId, response);
        switch (WebhookBody.read(organizationId, signed, clock.instant())) {
            case WebhookBody.Received(var message) -> inbound.receive(message);
            case WebhookBody.Status(var report) -> reports.append(report);
        }
    }
}
