package dev.nudge.api.event;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestId;
import dev.nudge.event.LeadEvent;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: for producers that don't write to {@code lead.events} themselves. */
@RestController
final class EventController {

    private static final Logger LOG = LoggerFactory.getLogger(EventController.class);

    private final KafkaProducerGateway broker;

    EventController(KafkaProducerGateway broker) {
        this.broker = broker;
    }

    /**
     * One event or up to 500. Answers with their ids when the broker has them all. After a 503 some may be there; producers that
     * send ids of their own can send the same again, since an id counts once for a lead (E5).
     */
    @PostMapping(path = "/api/events", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, List<String>> accept(@AuthenticationPrincipal Caller caller, RequestId requestId, JsonBody body) {
        List<LeadEvent> events = EventBatch.read(caller.organizationId(), requestId, body.json());
        try {
            broker.append(events.stream().map(EventController::entry).toList());
        } catch (BrokerUnavailableException away) {
            LOG.warn("{} events of {} were not acknowledged: {}", events.size(), caller.organizationId(),
                    away.toString());
            throw ProblemException
                    .unavailable("The broker did not acknowledge all events; send the same again, with their ids.");
        }
        return Map.of("ids", events.stream().map(LeadEvent::id).toList());
    }

    private static KafkaProducerGateway.Entry entry(LeadEvent event) {
        return new KafkaProducerGateway.Entry(Topics.LEAD_EVENTS, event.key().leadId(), event.toJson());
    }
}
