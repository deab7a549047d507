package dev.nudge.infrastructure.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Starts spans for records and messages. A place in a trace is passed on as text, in the form of the header
 * {@code traceparent} of W3C Trace Context; null when the trace is not sampled. Texts of another form are ignored.
 * Where nothing is recorded, no object is created: {@link Span#getInvalid()} is one object, and has no effect.
 */
public final class Traces {

    /** Records nothing. */
    public static final Traces OFF = new Traces(null, false);

    /** The header of records and requests. */
    public static final String HEADER = "traceparent";

    private static final int MAX_HEADER_BYTES = 256;

    private final @Nullable Tracer tracer;
    private final boolean begins;

    /**
     * @param tracer null: nothing is recorded
     * @param begins whether work that belongs to no trace may begin one
     */
    public Traces(@Nullable Tracer tracer, boolean begins) {
        this.tracer = tracer;
        this.begins = begins;
    }

    /** A span in the trace of its cause; nothing when the cause belongs to none. */
    public Span caused(String name, SpanKind kind, @Nullable String traceparent) {
        return start(name, kind, traceparent, false);
    }

    /** A span in the trace of its cause; the start of a trace when it has none, and the sampler selects it. */
    public Span continued(String name, SpanKind kind, @Nullable String traceparent) {
        return start(name, kind, traceparent, begins);
    }

    private Span start(String name, SpanKind kind, @Nullable String traceparent, boolean mayBegin) {
        Tracer to = tracer;
        SpanContext cause = to == null ? SpanContext.getInvalid() : contextOf(traceparent);
        return to == null || (cause.isValid() ? !cause.isSampled() : !mayBegin)
                ? Span.getInvalid()
                : start(to.spanBuilder(name).setParent(Context.root().with(Span.wrap(cause))), kind);
    }

    /** The start of a trace that is linked to its cause, which may be days old. */
    public Span linked(String name, SpanKind kind, @Nullable String traceparent) {
        Tracer to = tracer;
        SpanContext cause = to == null ? SpanContext.getInvalid() : contextOf(traceparent);
        if (to == null || !cause.isSampled() && !begins) {
            return Span.getInvalid();
        }
        SpanBuilder span = to.spanBuilder(name).setNoParent();
        return start(cause.isSampled() ? span.addLink(cause) : span, kind);
    }

    private static Span start(SpanBuilder span, SpanKind kind) {
        return span.setSpanKind(kind).startSpan();
    }

    private static SpanContext contextOf(@Nullable String traceparent) {
        return traceparent == null
                ? SpanContext.getInvalid()
                : Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent,
                        Traceparent.ONLY)).getSpanContext();
    }

    /** The header of a record as it is; null without one. */
    public static @Nullable String headerOf(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null || header.value().length > MAX_HEADER_BYTES
                ? null
                : new String(header.value(), StandardCharsets.US_ASCII);
    }

    /** The header of a record; null when it is not one of a sampled trace, or when nothing is recorded. */
    public @Nullable String sampledHeaderOf(Headers headers) {
        String header = tracer == null ? null : headerOf(headers);
        return contextOf(header).isSampled() ? header : null;
    }

    /** The place of what a span causes; null when it is not sampled. */
    public static @Nullable String of(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isSampled() ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01" : null;
    }

    /** The place of what the work of this thread causes; null when it is not sampled. */
    public static @Nullable String current() {
        return of(Span.current());
    }

    /** Does the work of a span. Log lines of this thread name the span meanwhile, if it is sampled. */
    public static void within(Span span, Runnable work) {
        if (!span.getSpanContext().isSampled()) {
            work.run();
            return;
        }
        try (Scope _ = span.makeCurrent()) {
            work.run();
        }
    }

    private enum Traceparent implements TextMapGetter<String> {
        ONLY;

        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String name) {
            return name.equals(HEADER) ? traceparent : null;
        }
    }
}
