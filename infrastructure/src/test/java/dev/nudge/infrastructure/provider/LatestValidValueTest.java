package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LatestValidValueTest {

    @Test
    void a_value_is_read_once_a_second_however_often_it_is_used() {
        AtomicInteger readings = new AtomicInteger();
        AtomicLong nanoTime = new AtomicLong();
        LatestValidValue<Integer> value = new LatestValidValue<>(readings::incrementAndGet, nanoTime::get);
        for (int milliseconds = 0; milliseconds < 3_000; milliseconds++) {
            assertThat(value.get()).isEqualTo(1 + milliseconds / 1_000);
            nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
        }
    }

    @Test
    void its_text_does_not_contain_the_value() {
        assertThat(new LatestValidValue<>(() -> "canary", System::nanoTime)).hasToString("***");
    }
}
