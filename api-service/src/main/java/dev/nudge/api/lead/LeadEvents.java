package dev.nudge.api.lead;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.LeadEvent;
import java.util.List;

/** Appends events that a user of the API causes: only the engine writes leads, so that each change is an event. */
public final class LeadEvents {

    private final KafkaProducerGateway producer;

    LeadEvents(KafkaProducerGateway producer) {
        this.producer = producer;
    }

    /**
     * Returns when Kafka has acknowledged all events.
     *
     * @throws ProblemException (503) when it has not
     */
    public void append(List<LeadEvent> events) {
        if (!events.isEmpty()) {
            LeadEvent first = events.getFirst();
            producer.append(events.stream().map(Entry::of).toList(), events.size() + " events of "
                    + first.key().organizationId() + ", the first " + first.type() + " " + first.id(),
                    "Kafka did not acknowledge the change. Send the request again.");
        }
    }
}
