package dev.nudge.infrastructure.tracing;

import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.StatusCode;

/**
 * Records spans of requests. One that failed has the status {@code ERROR} and, in the tag {@code exception}, the class
 * of the exception; not its message and stack trace, which can contain what the request contained.
 */
final class ErrorsWithoutMessages extends PropagatingReceiverTracingObservationHandler<ReceiverContext<?>> {

    ErrorsWithoutMessages(Tracer tracer, Propagator propagator) {
        super(tracer, propagator);
    }

    @Override
    public void onError(ReceiverContext<?> context) {
        OtelSpan.toOtel(getRequiredSpan(context)).setStatus(StatusCode.ERROR);
    }
}
