package dev.nudge.api.lead;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/leads/{id}/opt-outs/{channel}}: a user opts a lead out of a channel, or back in (F4). The request becomes
 * an event, because only the engine writes leads; repeating it changes nothing.
 */
@RestController
@RequestMapping("/api/leads/{id}/opt-outs/{channel}")
final class OptOutController {

    private static final Logger LOG = LoggerFactory.getLogger(OptOutController.class);

    private final Leads leads;
    private final KafkaProducerGateway broker;

    OptOutController(Leads leads, KafkaProducerGateway broker) {
        this.leads = leads;
        this.broker = broker;
    }

    @PutMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> optOut(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @PathVariable String channel, Query query, InputStream body) {
        return append(LeadEvent.OPTED_OUT, caller, id, channel, query, body);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> optIn(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @PathVariable String channel, Query query, InputStream body) {
        return append(LeadEvent.OPTED_IN, caller, id, channel, query, body);
    }

    private Map<String, String> append(String type, Caller caller, String leadId, String channelName, Query query,
            InputStream body) {
        Channel channel = Channel.named(channelName)
                .orElseThrow(() -> ProblemException.notFound("channel", channelName));
        if (!leads.has(caller.organizationId(), leadId)) {
            throw ProblemException.notFound("lead", leadId);
        }
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        LeadEvent event = new LeadEvent("evt-" + UUID.randomUUID(), type,
                new LeadKey(caller.organizationId(), leadId), null,
                Map.of("channel", channel.json(), "by", caller.userId()), Map.of());
        try {
            broker.append(List.of(new KafkaProducerGateway.Entry(Topics.LEAD_EVENTS, leadId, event.toJson())));
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("The {} {} of {} was not acknowledged: {}", type, event.id(), caller.organizationId(),
                    unavailable.toString());
            throw ProblemException.unavailable("Kafka did not acknowledge the change. Send the request again.");
        }
        return Map.of("eventId", event.id());
    }
}
