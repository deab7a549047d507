package dev.nudge.engine.metrics;

import dev.nudge.decision.Decision;
import dev.nudge.decision.Verdict;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.event.Note;
import dev.nudge.message.Message;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of processing one record of {@code lead.events}.
 *
 * @param type of the event
 * @param notes what was ignored in the event, or is doubtful about it (N), each once
 * @param dueAt of a timer that fired or ended its run
 * @param at the event's instant, by the broker's clock
 */
public record ProcessedEvent(String type, EventResult result, List<Decision> decisions, List<Message> messages,
        Set<Note> notes, @Nullable Instant dueAt, Instant at) {

    /** An event that was applied. */
    public static ProcessedEvent applied(String type, Verdict.Decided decided, @Nullable Instant dueAt) {
        Set<Note> notes = EnumSet.noneOf(Note.class);
        decided.notes().forEach(note -> notes.add(note.note()));
        // A decision may have one that the event has not, such as EVENT_DATA_CUT.
        decided.decisions().forEach(decision -> decision.notes().forEach(note -> notes.add(note.note())));
        return new ProcessedEvent(type, EventResult.APPLIED, decided.decisions(), decided.messages(), notes, dueAt,
                decided.lead().lastNow());
    }

    /** An event that caused no decision and no message. */
    public static ProcessedEvent without(String type, EventResult result, Instant at) {
        return new ProcessedEvent(type, result, List.of(), List.of(), Set.of(), null, at);
    }
}
