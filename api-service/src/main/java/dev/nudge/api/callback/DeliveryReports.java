package dev.nudge.api.callback;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.web.ProblemException;
import dev.nudge.message.DeliveryReport;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends what providers report to {@code message.status}; delivery applies it. */
final class DeliveryReports {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryReports.class);

    private final KafkaProducerGateway broker;

    DeliveryReports(KafkaProducerGateway broker) {
        this.broker = broker;
    }

    /**
     * Returns when Kafka has acknowledged the report.
     *
     * @throws ProblemException (503) when it has not
     */
    void append(DeliveryReport report) {
        try {
            broker.append(List.of(new KafkaProducerGateway.Entry(Topics.MESSAGE_STATUS, report.messageId(),
                    report.toJson())));
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("The report about {} of {} was not acknowledged: {}", report.messageId(), report.organizationId(),
                    unavailable.toString());
            throw ProblemException.unavailable("Kafka did not acknowledge the report. Send it again.");
        }
    }
}
