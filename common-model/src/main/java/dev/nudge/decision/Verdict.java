package dev.nudge.decision;

import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import java.util.List;

/** What came of an event. */
public sealed interface Verdict {

    /** The lead's new state, and what is to be told and sent. */
    record Decided(Lead lead, List<Decision> decisions, List<Message> messages) implements Verdict {}

    /** Applied before, or a timer that is no longer the lead's state: nothing changes (E5, D1). */
    record Nothing() implements Verdict {}

    /** A timer whose record came before its instant: it waits on (D1). */
    record Early() implements Verdict {}

    /** Cannot be applied, and why (E2); the record is dead-lettered. */
    record Refused(String reason) implements Verdict {}
}
