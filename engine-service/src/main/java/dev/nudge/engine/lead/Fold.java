package dev.nudge.engine.lead;

import dev.nudge.decision.Decision;
import dev.nudge.engine.EngineMetrics.EventResult;
import dev.nudge.engine.ingest.LeadRecord;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a batch's records of one lead come to; nothing of it counts before the store has accepted the write.
 *
 * @param lead after the batch; null when still nothing is known of it, or its document can't be read
 * @param write null when the document stays as it is
 * @param outgoing what is to be published once it is written: of this batch and of replayed records
 * @param handledTimers the timers whose records were in the batch; for an early one, how long it has to wait on
 * @param rest the lead's records that wait until all this is published
 */
public record Fold(LeadKey key, @Nullable Lead lead, @Nullable LeadWrite write, List<Outgoing> outgoing,
        List<Handled> handled, Map<DueTimer, Duration> handledTimers, List<LeadRecord> rest) {

    /**
     * What became of one record, for the metrics.
     *
     * @param dueAt of a timer that fired or ended its run
     */
    public record Handled(String type, EventResult result, List<Decision> decisions, List<Message> messages,
            @Nullable Instant dueAt, Instant at) {}
}
