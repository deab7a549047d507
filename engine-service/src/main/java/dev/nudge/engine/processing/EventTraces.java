package dev.nudge.engine.processing;

import dev.nudge.Topics;
import dev.nudge.engine.metrics.ProcessedEvent;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.lead.Lead;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The traces of one lead's records in a batch. The span of an event is in the trace of its record; that of a due timer
 * begins a trace, which is linked to the event that has set the timer. Attributes are ids, and what was decided.
 */
final class EventTraces {

    private static final String NAME = "process " + Topics.LEAD_EVENTS;

    private final Traces traces;
    private final List<Span> spans = new ArrayList<>(0);
    private Map<DueTimer, String> timers;
    private Span span = Span.getInvalid();

    /** @param timers the places in traces at which the lead's timers were set */
    EventTraces(Traces traces, Map<DueTimer, String> timers) {
        this.traces = traces;
        this.timers = timers;
    }

    Span begin(LeadRecord record) {
        span = record.event().isTimerDue()
                ? traces.linked(NAME, SpanKind.CONSUMER, timers.get(record.event().dueTimer()))
                : traces.continued(NAME, SpanKind.CONSUMER, record.source().traceparent());
        return span;
    }

    /** The place of what the current record causes; null when it belongs to no trace. */
    @Nullable
    String traceparent() {
        return Traces.of(span);
    }

    void end(LeadRecord record, ProcessedEvent processed) {
        if (!span.isRecording()) {
            return;
        }
        LeadEvent event = record.event();
        span.setAttribute("messaging.system", "kafka").setAttribute("messaging.destination.name", Topics.LEAD_EVENTS)
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .setAttribute("nudge.organization", event.key().organizationId())
                .setAttribute("nudge.lead", event.key().leadId()).setAttribute("nudge.event.id", event.id())
                .setAttribute("nudge.event.type",
                        LeadEvent.KNOWN_TYPES.contains(event.type()) ? event.type() : "other")
                .setAttribute("nudge.result", processed.result().name().toLowerCase(Locale.ROOT));
        processed.decisions().forEach(decision -> span.addEvent("decision " + decision.automationId() + " "
                + decision.outcome() + " " + decision.reason()));
        spans.add(span);
    }

    /** The spans of the records so far, which end when the records' results are published. */
    List<Span> spans() {
        return spans;
    }

    /** The current record changes the lead. */
    void commit(@Nullable Lead before, Lead after) {
        timers = timersAfter(before, after);
    }

    Map<DueTimer, String> timers() {
        return timers;
    }

    /** The places of the timers that wait after the current record, which has set those that did not wait before. */
    Map<DueTimer, String> timersAfter(@Nullable Lead before, Lead after) {
        String cause = traceparent();
        if (cause == null && timers.isEmpty()) {
            return timers;
        }
        Set<DueTimer> known = before == null ? Set.of() : before.timers().collect(Collectors.toSet());
        Map<DueTimer, String> places = new HashMap<>();
        after.timers().forEach(timer -> {
            String place = known.contains(timer) ? timers.get(timer) : cause;
            if (place != null) {
                places.put(timer, place);
            }
        });
        return places;
    }
}
