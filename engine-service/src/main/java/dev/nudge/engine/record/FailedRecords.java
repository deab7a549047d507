package dev.nudge.engine.record;

import dev.nudge.Topics;
import dev.nudge.engine.metrics.EngineMetrics.FailedResult;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.json.Reading;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles records of every topic that cannot be processed: publishes them to the topic's dead letters with the reason,
 * or, if there are none or they refuse it, skips them. Each is counted, and logged with its position.
 */
public final class FailedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(FailedRecords.class);

    private final RecordLog log;
    private final EngineMetrics metrics;

    public FailedRecords(RecordLog log, EngineMetrics metrics) {
        this.log = log;
        this.metrics = metrics;
    }

    /** The reason of a dead letter whose record caused an unexpected failure. */
    public static String reason(String topic, int partition, long offset) {
        return "Processing the record failed because of an unexpected error. The log of the engine describes it under "
                + topic + "-" + partition + "@" + offset + ".";
    }

    /** The record caused an unexpected failure. */
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        deadLetter(record.topic(), InboundRecord.of(record), failure);
    }

    /** The same of a record of the topic. */
    public void deadLetter(String topic, InboundRecord record, Throwable failure) {
        LOG.error("Processing {}-{}@{} failed", topic, record.partition(), record.offset(), failure);
        deadLetter(topic, record, reason(topic, record.partition(), record.offset()));
    }

    /**
     * The record is not valid in its topic.
     *
     * @param expected what the record should be
     */
    public void deadLetter(ConsumerRecord<byte[], byte[]> record, String expected, Reading.Refused<?> refused) {
        String sentence = "The record is not " + expected + " that can be stored. ";
        LOG.warn("{}-{}@{}: {}{}", record.topic(), record.partition(), record.offset(), sentence,
                refused.reasonWithoutValues());
        deadLetter(record.topic(), InboundRecord.of(record), sentence + refused.reason());
    }

    private void deadLetter(String topic, InboundRecord record, String reason) {
        try {
            log.appendAll(List.of(DeadLetter.of(topic, record, reason)));
        } catch (RuntimeException refused) {
            if (FailureKind.of(refused).isOutage()) {
                throw refused;
            }
            skip(topic, record.partition(), record.offset(), refused);
            return;
        }
        LOG.warn("Dead-lettered {}-{}@{} to {}", topic, record.partition(), record.offset(), Topics.deadLetters(topic));
        metrics.failed(topic, FailedResult.DEAD_LETTERED);
    }

    /** The record caused an unexpected failure, and cannot be dead-lettered. */
    public void skip(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        skip(record.topic(), record.partition(), record.offset(), failure);
    }

    public void skip(String topic, int partition, long offset, Throwable failure) {
        LOG.error("Skipped {}-{}@{}: processing it failed", topic, partition, offset, failure);
        metrics.failed(topic, FailedResult.PASSED_OVER);
    }

    /** The record is not valid in its topic. */
    public void skip(String topic, int partition, long offset, String reason) {
        LOG.error("Skipped {}-{}@{}: {}", topic, partition, offset, reason);
        metrics.failed(topic, FailedResult.PASSED_OVER);
    }
}
