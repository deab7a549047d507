package dev.nudge.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.ratelimit.TokenBuckets.Take;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private Instant now = Instant.parse("2026-04-22T12:00:00Z");
    private final TokenBuckets buckets = new TokenBuckets(0.5, 3, 100, () -> now);

    private void advance(Duration time) {
        now = now.plus(time);
    }

    private long taken(String name, int times) {
        return IntStream.range(0, times).filter(_ -> buckets.take(name).taken()).count();
    }

    @Test
    void a_bucket_provides_its_capacity_and_no_more() {
        assertThat(buckets.take("acme")).isEqualTo(new Take(true, 2, 0, 2));
        assertThat(buckets.take("acme")).isEqualTo(new Take(true, 1, 0, 4));
        assertThat(buckets.take("acme")).isEqualTo(new Take(true, 0, 2, 6));
        assertThat(buckets.take("acme")).isEqualTo(new Take(false, 0, 2, 6));
    }

    @Test
    void tokens_refill_at_the_rate_up_to_the_capacity() {
        taken("acme", 3);
        advance(Duration.ofMillis(1_999));
        assertThat(buckets.take("acme")).isEqualTo(new Take(false, 0, 1, 5));
        advance(Duration.ofMillis(1));
        assertThat(taken("acme", 5)).isEqualTo(1);
        advance(Duration.ofDays(1));
        assertThat(taken("acme", 5)).isEqualTo(3);
    }

    @Test
    void the_long_term_rate_is_limited() {
        long taken = 0;
        for (int i = 0; i < 10_000; i++) {
            taken += taken("acme", 1);
            advance(Duration.ofMillis(100));
        }
        assertThat(taken).isBetween(500L, 503L);
    }

    @Test
    void each_name_has_its_own_bucket() {
        taken("acme", 3);
        assertThat(taken("other", 5)).isEqualTo(3);
    }

    @Test
    void a_clock_that_is_set_back_does_not_change_the_bucket() {
        taken("acme", 2);
        advance(Duration.ofHours(-1));
        assertThat(taken("acme", 5)).isEqualTo(1);
        advance(Duration.ofSeconds(2));
        assertThat(taken("acme", 5)).isEqualTo(1);
    }

    @Test
    void only_the_most_recently_used_names_are_remembered() {
        taken("acme", 3);
        for (int i = 0; i < 1_000; i++) {
            buckets.take("org-" + i);
            if (i < 900) {
                assertThat(buckets.take("acme").taken()).isFalse();
            }
        }
        assertThat(buckets.remembered()).isEqualTo(100);
        assertThat(buckets.take("acme").taken()).as("forgotten").isTrue();
        assertThat(buckets.take("org-999")).isEqualTo(new Take(true, 1, 0, 4));
    }
}
