package dev.nudge.infrastructure.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

    private static final String IDS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + IDS + "-01";

    private final Traces traces = traces(0);

    private static Traces traces(double probability) {
        Tracer tracer = SdkTracerProvider.builder()
                .setSampler(
                        Sampler.parentBased(new LinkedSampler(Sampler.traceIdRatioBased(probability))))
                .build().get("test");
        return new Traces(tracer, probability > 0);
    }

    private static Headers headers(@Nullable String traceparent) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Traces.HEADER, traceparent == null ? null : traceparent.getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "00-" + IDS + "-00", "00-" + IDS, "ff-" + IDS + "-01", "00-" + IDS + "-zz",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", "4bf92f3577b34da6a3ce929d0e0e4736",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "Ana +14155550100"})
    void a_header_that_is_missing_malformed_or_not_sampled_creates_no_object(@Nullable String header) {
        Span none = Span.getInvalid();

        assertThat(traces.continued("process", SpanKind.CONSUMER, header)).isSameAs(none);
        assertThat(traces.caused("send", SpanKind.CLIENT, header)).isSameAs(none);
        assertThat(traces.linked("process", SpanKind.CONSUMER, header)).isSameAs(none);
        assertThat(traces.sampledHeaderOf(headers(header))).isNull();
        assertThat(Traces.of(none)).isNull();
    }

    @Test
    void nothing_is_recorded_while_traces_are_off() {
        assertThat(Traces.OFF.continued("process", SpanKind.CONSUMER, SAMPLED)).isSameAs(Span.getInvalid());
        assertThat(Traces.OFF.caused("send", SpanKind.CLIENT, SAMPLED)).isSameAs(Span.getInvalid());
        assertThat(Traces.OFF.linked("process", SpanKind.CONSUMER, SAMPLED)).isSameAs(Span.getInvalid());
        assertThat(Traces.OFF.sampledHeaderOf(headers(SAMPLED))).isNull();
    }

    @Test
    void a_sampled_header_is_continued_in_its_trace() {
        Span span = traces.continued("process", SpanKind.CONSUMER, SAMPLED);

        assertThat(span.isRecording()).isTrue();
        assertThat(Traces.of(span)).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-").endsWith("-01")
                .doesNotContain("00f067aa0ba902b7");
        assertThat(traces.sampledHeaderOf(headers(SAMPLED))).isEqualTo(SAMPLED);
    }

    @Test
    void a_linked_trace_is_sampled_when_its_cause_is() {
        Span span = traces.linked("process", SpanKind.CONSUMER, SAMPLED);

        assertThat(span.isRecording()).isTrue();
        assertThat(span.getSpanContext().getTraceId()).isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void work_without_a_cause_begins_a_trace_as_often_as_it_is_configured() {
        assertThat(traces(1).continued("process", SpanKind.CONSUMER, null).isRecording()).isTrue();
        assertThat(traces(1).linked("process", SpanKind.CONSUMER, null).isRecording()).isTrue();
        assertThat(traces(1).caused("send", SpanKind.CLIENT, null)).isSameAs(Span.getInvalid());
        assertThat(traces(1e-18).continued("process", SpanKind.CONSUMER, null).isRecording()).isFalse();
    }

    @Test
    void the_work_of_a_sampled_span_knows_its_place() {
        Span span = traces.continued("process", SpanKind.CONSUMER, SAMPLED);

        Traces.within(span, () -> assertThat(Traces.current()).isEqualTo(Traces.of(span)));
        Traces.within(Span.getInvalid(), () -> assertThat(Traces.current()).isNull());
        assertThat(Traces.current()).isNull();
    }
}
