package dev.nudge.engine.processing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.engine.metrics.ProcessedEvent;
import dev.nudge.engine.timer.LeadTimers;
import dev.nudge.event.LeadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeSharesTest {

    private long nanos;
    private final TimeShares shares = new TimeShares(() -> nanos);

    /** Spends time on the decisions of a number of events. */
    private void spend(TimeShares.Batch batch, String organizationId, int events, Duration time) {
        batch.spend(organizationId, _ -> {
            nanos += time.toNanos();
            LeadKey lead = new LeadKey(organizationId, "ana");
            return new LeadBatchResult(lead, null, List.of(), List.of(),
                    Collections.nCopies(events,
                            ProcessedEvent.without("lead.asked", EventResult.APPLIED, Instant.EPOCH)),
                    new LeadTimers(lead, null, Map.of()), List.of(), List.of());
        });
    }

    @Test
    void an_organizations_time_does_not_depend_on_others() {
        try (TimeShares.Batch batch = shares.begin(true)) {
            spend(batch, "acme", 1, Duration.ofMillis(300));
            spend(batch, "globex", 1, Duration.ofMillis(100));

            assertThat(batch.hasTime("acme")).isFalse();
            assertThat(batch.hasTime("globex")).isTrue();
        }
    }

    @Test
    void a_batch_that_may_not_wait_has_unlimited_time() {
        try (TimeShares.Batch batch = shares.begin(false)) {
            spend(batch, "acme", 1, Duration.ofHours(1));

            assertThat(batch.hasTime("acme")).isTrue();
        }
    }

    @Test
    void one_thread_at_a_time_decides_events_of_a_slow_organization() {
        try (TimeShares.Batch batch = shares.begin(true)) {
            spend(batch, "acme", 2, Duration.ofMillis(300));
        }
        TimeShares.Batch one = shares.begin(true);
        TimeShares.Batch other = shares.begin(true);
        assertThat(one.hasTime("acme")).isTrue();
        assertThat(other.hasTime("acme")).isFalse();
        assertThat(other.hasTime("globex")).isTrue();
        other.close();
        spend(one, "acme", 2, Duration.ofMillis(20));
        one.close();

        TimeShares.Batch third = shares.begin(true);
        assertThat(third.hasTime("acme")).isTrue();
        assertThat(shares.begin(true).hasTime("acme")).isTrue();
    }

    @Test
    void many_events_do_not_make_an_organization_slow() {
        try (TimeShares.Batch batch = shares.begin(true)) {
            spend(batch, "acme", 1_000, Duration.ofMillis(300));
            assertThat(batch.hasTime("acme")).isFalse();
        }

        assertThat(shares.begin(true).hasTime("acme")).isTrue();
        assertThat(shares.begin(true).hasTime("acme")).isTrue();
    }
}
