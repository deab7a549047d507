package dev.nudge;

/** The names of the Kafka topics. */
public final class Topics {

    /** Events about leads; the key is the lead's id. */
    public static final String LEAD_EVENTS = "lead.events";
    /**
     * Changes to automations, preferences, organizations and templates; the key is the id of the document in the
     * record.
     */
    public static final String AUTOMATION_EVENTS = "automation.events";
    /** Messages to send; the key is the lead's id. */
    public static final String MESSAGE_COMMANDS = "message.commands";
    /** Decisions of automations and their reasons; the key is the lead's id. */
    public static final String AUTOMATION_DECISIONS = "automation.decisions";
    /** What became of messages after they were handed over; the key is the message's id. */
    public static final String MESSAGE_STATUS = "message.status";

    private Topics() {}

    /** The dead-letter topic of a topic, which receives the records that cannot be processed. */
    public static String deadLetters(String topic) {
        return topic + ".dlt";
    }
}
