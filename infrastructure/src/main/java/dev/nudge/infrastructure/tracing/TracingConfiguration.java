package dev.nudge.infrastructure.tracing;

import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.observation.ServerRequestObservationConvention;

/**
 * Traces of both services. They are recorded when there is an exporter, which Spring Boot creates for
 * {@code management.opentelemetry.tracing.export.otlp.endpoint}. Spans of requests contain no personal data.
 */
@Configuration(proxyBeanMethods = false)
public class TracingConfiguration {

    @Bean
    Sampler tracesSampler(TracingProperties properties) {
        return Sampler.parentBased(
                new LinkedSampler(Sampler.traceIdRatioBased(properties.getSampling().getProbability())));
    }

    @Bean
    Traces traces(ObjectProvider<SpanExporter> exporters, ObjectProvider<Tracer> tracer,
            TracingProperties properties) {
        return exporters.stream().findAny().isEmpty()
                ? Traces.OFF
                : new Traces(tracer.getObject(), properties.getSampling().getProbability() > 0);
    }

    @Bean
    ServerRequestObservationConvention tracesOfRequests() {
        return new RequestsWithoutPaths();
    }

    /** Replaces Spring Boot's. */
    @Bean
    @Order(MicrometerTracingAutoConfiguration.RECEIVER_TRACING_OBSERVATION_HANDLER_ORDER)
    PropagatingReceiverTracingObservationHandler<?> tracesOfErrors(io.micrometer.tracing.Tracer tracer,
            Propagator propagator) {
        return new ErrorsWithoutMessages(tracer, propagator);
    }
}
