package dev.nudge.decision;

import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Suppression;
import dev.nudge.message.Message;
import java.util.List;

/** The result of deciding an event. */
public sealed interface Verdict {

    /**
     * The lead's new state, and what is to be done.
     *
     * @param decisions to publish
     * @param messages to send
     * @param events to append for other leads (E10)
     * @param suppressions changes of the suppression list (F4)
     * @param notes what was ignored in the event, or is doubtful about it (N)
     * @param removesLead whether personal data in the lead's messages and decisions are to be removed (E10)
     */
    record Decided(Lead lead, List<Decision> decisions, List<Message> messages, List<LeadEvent> events,
            List<Suppression> suppressions, List<EventNote> notes, boolean removesLead) implements Verdict {

        Decided(Lead lead, List<Decision> decisions, List<Message> messages) {
            this(lead, decisions, messages, List.of(), List.of(), List.of(), false);
        }
    }

    /** The event was applied before, or the timer does not match a waiting run; nothing changes (E5, D1). */
    record Nothing() implements Verdict {}

    /** A timer whose record has a timestamp before the due instant; the timer keeps waiting (D1). */
    record Early() implements Verdict {}
}
