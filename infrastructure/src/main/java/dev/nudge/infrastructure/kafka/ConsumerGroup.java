package dev.nudge.infrastructure.kafka;

import dev.nudge.Topics;

/** The engine's groups of consumers, each of which consumes one topic. */
public enum ConsumerGroup {

    LEAD_EVENTS("nudge-engine", Topics.LEAD_EVENTS),
    MESSAGE_COMMANDS("nudge-delivery", Topics.MESSAGE_COMMANDS),
    MESSAGE_STATUS("nudge-message-status", Topics.MESSAGE_STATUS),
    DECISIONS("nudge-history", Topics.AUTOMATION_DECISIONS),
    /** The second group of {@code lead.events}, which stores the events. */
    LEAD_HISTORY("nudge-lead-history", Topics.LEAD_EVENTS),
    DEAD_LETTERS("nudge-dead-letters", Topics.deadLetters(Topics.LEAD_EVENTS));

    private final String id;
    private final String topic;

    ConsumerGroup(String id, String topic) {
        this.id = id;
        this.topic = topic;
    }

    public String id() {
        return id;
    }

    public String topic() {
        return topic;
    }
}
