package dev.nudge.decision;

import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import java.util.List;

/** The result of deciding an event. */
public sealed interface Verdict {

    /** The lead's new state, the decisions to publish and the messages to send. */
    record Decided(Lead lead, List<Decision> decisions, List<Message> messages) implements Verdict {}

    /** The event was applied before, or the timer does not match a waiting run; nothing changes (E5, D1). */
    record Nothing() implements Verdict {}

    /** A timer whose record has a timestamp before the due instant; the timer keeps waiting (D1). */
    record Early() implements Verdict {}

    /** The event cannot be applied, with the reason (E2); the record is dead-lettered. */
    record Refused(String reason) implements Verdict {}
}
