package dev.nudge.engine.metrics;

import dev.nudge.decision.Decision;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.message.Message;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of processing one record of {@code lead.events}.
 *
 * @param type of the event
 * @param dueAt of a timer that fired or ended its run
 * @param at the event's instant, by the broker's clock
 */
public record ProcessedEvent(String type, EventResult result, List<Decision> decisions, List<Message> messages,
        @Nullable Instant dueAt, Instant at) {

    /** An event that caused no decision and no message. */
    public static ProcessedEvent without(String type, EventResult result, Instant at) {
        return new ProcessedEvent(type, result, List.of(), List.of(), null, at);
    }
}
