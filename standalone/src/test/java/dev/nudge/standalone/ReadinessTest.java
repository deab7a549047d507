package dev.nudge.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.EngineStatus;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

class ReadinessTest {

    private final AtomicBoolean ownsAll = new AtomicBoolean();
    private final HealthIndicator partitions = new Readiness().partitionsHealthIndicator(new EngineStatus() {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean ownsAllPartitions() {
            return ownsAll.get();
        }
    });

    @Test
    void it_is_not_ready_before_every_partition_is_assigned() {
        assertThat(status()).isEqualTo(Status.DOWN);
    }

    @Test
    void it_stays_ready_while_partitions_move_between_consumers() {
        ownsAll.set(true);
        assertThat(status()).isEqualTo(Status.UP);
        ownsAll.set(false); // the first one has released partitions that the second one does not have yet
        assertThat(status()).isEqualTo(Status.UP);
    }

    private Status status() {
        return Objects.requireNonNull(partitions.health()).getStatus();
    }
}
