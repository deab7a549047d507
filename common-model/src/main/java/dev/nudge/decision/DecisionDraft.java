package dev.nudge.decision;

import dev.nudge.condition.TraceEntry;
import dev.nudge.decision.Decision.RunEnded;
import dev.nudge.decision.Decision.SkippedAction;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.Note;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import dev.nudge.message.Message;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds a decision while an event is being decided. */
final class DecisionDraft {

    private final LeadEvent event;
    private final String automationId;
    private final int automationVersion;
    private final Instant now;
    private @Nullable Integer run;
    private @Nullable Integer followUp;
    private @Nullable String userAsked;
    private @Nullable Zone zone;
    private @Nullable Instant dueAt;
    private @Nullable RunEnded runEnded;
    private List<SkippedAction> skippedActions = List.of();
    private List<TraceEntry> trace = List.of();
    private List<String> messageIds = List.of();
    private List<EventNote> notes = List.of();

    DecisionDraft(LeadEvent event, String automationId, int automationVersion, Instant now) {
        this.event = event;
        this.automationId = automationId;
        this.automationVersion = automationVersion;
        this.now = now;
    }

    DecisionDraft about(Run about) {
        return about(about.number(), about.followUp());
    }

    DecisionDraft about(int runNumber, int followUpNumber) {
        this.run = runNumber;
        this.followUp = followUpNumber;
        return this;
    }

    DecisionDraft asked(String user) {
        this.userAsked = user;
        return this;
    }

    DecisionDraft in(Zone usedZone) {
        this.zone = usedZone;
        return this;
    }

    DecisionDraft waitsUntil(Instant due) {
        this.dueAt = due;
        return this;
    }

    DecisionDraft completed() {
        this.runEnded = RunEnded.COMPLETED;
        return this;
    }

    DecisionDraft judged(List<TraceEntry> leaves) {
        this.trace = leaves;
        return this;
    }

    DecisionDraft sent(Firing firing) {
        this.skippedActions = firing.skipped();
        this.messageIds = firing.messages().stream().map(Message::id).toList();
        return this;
    }

    DecisionDraft skipping(List<SkippedAction> skipped) {
        this.skippedActions = skipped;
        return this;
    }

    DecisionDraft noting(List<EventNote> all) {
        this.notes = all;
        return this;
    }

    /** Notes that a run keeps only a part of the event's data (S10). */
    DecisionDraft noting(StartingEvent remembered) {
        if (remembered.isCut()) {
            notes = Stream.concat(notes.stream(), Stream.of(EventNote.of(Note.EVENT_DATA_CUT))).toList();
        }
        return this;
    }

    Decision because(Outcome outcome, Reason reason) {
        return new Decision(Decision.id(event.id(), event.key(), automationId, run, outcome),
                event.key().organizationId(), automationId, automationVersion, event.key().leadId(), event.id(),
                event.type(), outcome, reason, run, followUp, userAsked, zone == null ? null : zone.name(),
                zone == null ? null : zone.from(), dueAt, runEnded, skippedActions, trace, messageIds, notes, now,
                null);
    }
}
