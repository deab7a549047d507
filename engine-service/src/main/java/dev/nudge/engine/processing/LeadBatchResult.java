package dev.nudge.engine.processing;

import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.metrics.ProcessedEvent;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.timer.LeadTimers;
import dev.nudge.event.LeadKey;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a batch's records of one lead. It is not valid before the database has accepted the write.
 *
 * @param write null when the document stays as it is
 * @param changes of other documents, to be made after the write: of this batch, and of replayed records
 * @param outbound what is to be published after that: of this batch, and of replayed records
 * @param events what was done with each record
 * @param timers the lead's timers after the write
 * @param rest the lead's records that wait until all this is published
 * @param spans of the records, to be ended when all this is published
 */
public record LeadBatchResult(LeadKey key, @Nullable LeadWrite write, List<LeadChange> changes,
        List<OutboundRecord> outbound, List<ProcessedEvent> events, LeadTimers timers, List<LeadRecord> rest,
        List<Span> spans) {}
