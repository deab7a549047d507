package dev.nudge.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.infrastructure.kafka.GroupLag;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EngineMetrics metrics = new EngineMetrics(meters);

    @Test
    void the_lag_is_that_of_the_partitions_that_are_consumed_now() {
        metrics.lags(Map.of(partition(3), new GroupLag(10, 5), partition(4), new GroupLag(20, 0)));
        metrics.lags(Map.of(partition(4), new GroupLag(21, 7)));

        assertThat(meters.get("nudge.lag").gauges()).singleElement()
                .satisfies(gauge -> assertThat(gauge.getId().getTag("partition")).isEqualTo("4"))
                .extracting(Gauge::value).isEqualTo(7.0);
        assertThat(meters.get("nudge.committed.offset").tag("group", "nudge-engine").gauge().value()).isEqualTo(21);
    }

    private static ConsumerLag.Partition partition(int number) {
        return new ConsumerLag.Partition("nudge-engine", new TopicPartition("lead.events", number));
    }

    @Test
    void attempts_after_the_first_are_retries() {
        metrics.attempt("eu", "Throttled", 1, Duration.ofMillis(20));
        assertThat(meters.find("nudge.delivery.retries").counter()).isNull();

        metrics.attempt("eu", "Unknown", 2, Duration.ofSeconds(2));
        metrics.attempt("eu", "Accepted", 3, Duration.ofMillis(20));

        assertThat(meters.get("nudge.delivery.retries").tag("provider", "eu").counter().count()).isEqualTo(2);
        assertThat(meters.get("nudge.delivery.attempts").tag("provider", "eu").timers()).hasSize(3);
    }

    @Test
    void messages_count_by_channel_provider_and_state() {
        metrics.message("sms", "eu", "sent");
        metrics.message("sms", "us", "sent");
        metrics.message("sms", null, "expired");
        metrics.message("pigeon", null, "failed");

        assertThat(meters.get("nudge.messages").tags("channel", "sms", "provider", "us", "state", "sent").counter()
                .count()).isEqualTo(1);
        assertThat(meters.get("nudge.messages").tags("provider", "none", "state", "expired").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("nudge.messages").tag("channel", "other").counter().count()).isEqualTo(1);
    }
}
