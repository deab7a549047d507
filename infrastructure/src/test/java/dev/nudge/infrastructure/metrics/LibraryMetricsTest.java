package dev.nudge.infrastructure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class LibraryMetricsTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    LibraryMetricsTest() {
        meters.config().meterFilter(new LibraryMetrics());
    }

    @Test
    void metrics_with_names_against_the_conventions_are_renamed_or_left_out() {
        Gauge.builder("system.cpu.count", () -> 2).description("Processors").register(meters);
        meters.counter("tomcat.sessions.created");
        meters.counter("jvm.compilation.time");
        meters.counter("process.cpu.time");
        meters.gauge("process.cpu.usage", 1);

        assertThat(meters.getMeters()).extracting(meter -> meter.getId().getName())
                .containsExactlyInAnyOrder("system.cpus", "process.cpu.usage");
        assertThat(meters.get("system.cpus").gauge().getId().getDescription()).isEqualTo("Processors");
    }

    @Test
    void requests_have_a_description_and_keep_their_tags() {
        Timer timer = meters.timer("http.server.requests", "uri", "/api/leads/{id}");

        assertThat(timer.getId().getDescription()).contains("by route");
        assertThat(timer.getId().getTag("uri")).isEqualTo("/api/leads/{id}");
    }
}
