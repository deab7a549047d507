package dev.nudge.api.callback;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.web.ProblemException;
import dev.nudge.message.DeliveryReport;
import java.util.List;

/** Appends what providers report to {@code message.status}; delivery applies it. */
final class DeliveryReports {

    private final KafkaProducerGateway producer;

    DeliveryReports(KafkaProducerGateway producer) {
        this.producer = producer;
    }

    /**
     * Returns when Kafka has acknowledged the report.
     *
     * @throws ProblemException (503) when it has not
     */
    void append(DeliveryReport report) {
        producer.append(List.of(Entry.of(report)),
                "the report about " + report.messageId() + " of " + report.organizationId(),
                "Kafka did not acknowledge the report. Send it again.");
    }
}
