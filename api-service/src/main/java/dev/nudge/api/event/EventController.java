package dev.nudge.api.event;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.RequestId;
import dev.nudge.api.web.Warning;
import dev.nudge.event.LeadEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/events}: for producers that do not write to {@code lead.events} directly. */
@RestController
final class EventController {

    private final KafkaProducerGateway producer;

    EventController(KafkaProducerGateway producer) {
        this.producer = producer;
    }

    /**
     * Accepts one event or up to 500, in their own format or as CloudEvents, and returns their ids after Kafka
     * acknowledges all of them. After a 503, some may already be in the topic; producers that set their own ids can
     * resend the same events, because Nudge ignores repeated ids of a lead (E5). What will be ignored in the events is
     * listed in {@code warnings}.
     */
    @PostMapping(path = "/api/events", consumes = {MediaType.APPLICATION_JSON_VALUE,
            "application/cloudevents+json", "application/cloudevents-batch+json"})
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> accept(@AuthenticationPrincipal Caller caller, RequestId requestId, JsonBody body) {
        EventBatch.Accepted accepted = EventBatch.read(caller.organizationId(), requestId, body.json());
        List<LeadEvent> events = accepted.events();
        producer.append(events.stream().map(Entry::of).toList(),
                events.size() + " events of " + caller.organizationId(),
                "Kafka did not acknowledge all events. Send them again with the same ids.");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ids", events.stream().map(LeadEvent::id).toList());
        Warning.addTo(json, accepted.warnings());
        return json;
    }
}
