package dev.nudge.infrastructure.kafka;

import dev.nudge.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic is created. A topic that exists stays as it is.
 *
 * @param configs settings that differ from the broker's defaults
 */
public record TopicSpecification(String name, int partitions, Map<String, String> configs) {

    /** A dead letter may be as large as the record that it is made of. */
    public static final int MAX_DEAD_LETTER_BYTES = 16 * 1024 * 1024;

    private static final Duration CHANGES_KEPT = Duration.ofDays(7);

    /**
     * One partition, so that all changes have one order. Kept for days and not compacted: an engine that starts reads
     * the database first, and then the changes since.
     */
    public static final TopicSpecification AUTOMATION_EVENTS = new TopicSpecification(Topics.AUTOMATION_EVENTS, 1,
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG, Long.toString(CHANGES_KEPT.toMillis())));

    /**
     * All topics of Nudge.
     *
     * @param partitions of {@code lead.events}, {@code message.commands}, {@code message.status} and
     *        {@code automation.decisions}
     */
    public static List<TopicSpecification> all(int partitions) {
        return List.of(leadEvents(partitions), new TopicSpecification(Topics.MESSAGE_COMMANDS, partitions, Map.of()),
                new TopicSpecification(Topics.MESSAGE_STATUS, partitions, Map.of()),
                new TopicSpecification(Topics.AUTOMATION_DECISIONS, partitions, Map.of()), AUTOMATION_EVENTS,
                deadLetters(Topics.LEAD_EVENTS), deadLetters(Topics.MESSAGE_COMMANDS),
                deadLetters(Topics.MESSAGE_STATUS), deadLetters(Topics.AUTOMATION_DECISIONS));
    }

    /** The instant of an event is the instant at which the broker appended it. */
    private static TopicSpecification leadEvents(int partitions) {
        return new TopicSpecification(Topics.LEAD_EVENTS, partitions,
                Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    private static TopicSpecification deadLetters(String topic) {
        return new TopicSpecification(Topics.deadLetters(topic), 1,
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_DEAD_LETTER_BYTES)));
    }
}
