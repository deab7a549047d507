package dev.nudge.api.lead;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.LeadEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends events that a user of the API causes: only the engine writes leads, so that each change is an event. */
public final class LeadEvents {

    private static final Logger LOG = LoggerFactory.getLogger(LeadEvents.class);

    private final KafkaProducerGateway broker;

    LeadEvents(KafkaProducerGateway broker) {
        this.broker = broker;
    }

    /**
     * Returns when Kafka has acknowledged all events.
     *
     * @throws ProblemException (503) when it has not
     */
    public void append(List<LeadEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        try {
            broker.append(events.stream().map(event -> new KafkaProducerGateway.Entry(Topics.LEAD_EVENTS,
                    event.key().leadId(), event.toJson())).toList());
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("{} events of {}, the first {} {}, were not acknowledged: {}", events.size(),
                    events.getFirst().key().organizationId(), events.getFirst().type(), events.getFirst().id(),
                    unavailable.toString());
            throw ProblemException.unavailable("Kafka did not acknowledge the change. Send the request again.");
        }
    }
}
