package dev.nudge;

/** The topics by which the services speak with each other and with the outside. */
public final class Topics {

    /** What happens to leads; key: the lead's id. */
    public static final String LEAD_EVENTS = "lead.events";
    /** What teams configure; key: the id of the document carried. */
    public static final String AUTOMATION_EVENTS = "automation.events";
    /** What is to be sent; key: the lead's id. */
    public static final String MESSAGE_COMMANDS = "message.commands";
    /** What automations did, and why; key: the lead's id. */
    public static final String AUTOMATION_DECISIONS = "automation.decisions";

    private Topics() {}

    /** Where records of a topic go that can't be processed. */
    public static String deadLetters(String topic) {
        return topic + ".dlt";
    }
}
