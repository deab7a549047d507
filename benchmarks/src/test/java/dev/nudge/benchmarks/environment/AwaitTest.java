package dev.nudge.benchmarks.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void it_returns_when_the_condition_is_true() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();

        Await.until("the third reading", Duration.ofMinutes(1), () -> reads.incrementAndGet() == 3);

        assertThat(reads).hasValue(3);
    }

    @Test
    void it_fails_after_the_limit_with_what_was_awaited() {
        assertThatThrownBy(() -> Await.until("a record", Duration.ofMillis(1), () -> false))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("Expected a record within");
    }
}
