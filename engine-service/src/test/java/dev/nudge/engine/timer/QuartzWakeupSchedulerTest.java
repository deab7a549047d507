package dev.nudge.engine.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.patience.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.SchedulerException;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.matchers.GroupMatcher;

/** The real scheduler and its threads. */
class QuartzWakeupSchedulerTest {

    private record Run(int partition, Instant at) {}

    private final InstantSource clock = InstantSource.system();
    private final QuartzWakeupScheduler wakeups = new QuartzWakeupScheduler("wakeups-test");
    private final List<Run> runs = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        wakeups.close();
    }

    private void start() {
        wakeups.start(partition -> runs.add(new Run(partition, clock.instant())));
    }

    private void awaitRuns(int count) {
        await("the wake-up to run").pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(runs).hasSizeGreaterThanOrEqualTo(count));
    }

    /** Waits until a wake-up set now has run: any earlier one that was still set would have run before. */
    private void letAnEarlierOneRun() {
        int before = runs.size();
        wakeups.set(99, clock.instant().plusMillis(400));
        awaitRuns(before + 1);
        runs.removeIf(run -> run.partition() == 99);
    }

    @Test
    void it_runs_once_at_the_instant() {
        start();
        Instant instant = clock.instant().plusMillis(300);
        wakeups.set(3, instant);

        awaitRuns(1);
        letAnEarlierOneRun();

        assertThat(runs).singleElement().satisfies(run -> {
            assertThat(run.partition()).isEqualTo(3);
            assertThat(run.at()).isBetween(instant, instant.plus(Patience.allowedFor(Duration.ofSeconds(1))));
        });
    }

    @Test
    void a_wake_up_in_the_past_runs_immediately() {
        start();
        wakeups.set(1, clock.instant().minus(Duration.ofDays(3)));
        awaitRuns(1);
    }

    @Test
    void a_new_wake_up_replaces_the_previous_one() {
        wakeups.set(1, clock.instant().plusMillis(200));
        wakeups.set(1, clock.instant().plus(Duration.ofHours(1)));
        wakeups.set(2, clock.instant().plus(Duration.ofHours(1)));
        wakeups.set(2, clock.instant().plusMillis(200));
        start(); // only now, so that the first wake-up cannot run before the second one is set

        awaitRuns(1);
        letAnEarlierOneRun();

        assertThat(runs).extracting(Run::partition).containsExactly(2);
    }

    @Test
    void a_wake_up_can_be_set_again_after_and_during_a_run() {
        AtomicInteger count = new AtomicInteger();
        wakeups.start(partition -> {
            if (count.incrementAndGet() < 5) {
                wakeups.set(partition, clock.instant());
            }
        });
        wakeups.set(1, clock.instant());

        await("five runs").untilAsserted(() -> assertThat(count).hasValue(5));
        wakeups.set(1, clock.instant());
        await("a sixth").untilAsserted(() -> assertThat(count).hasValue(6));
    }

    @Test
    void a_cleared_wake_up_does_not_run_and_clearing_a_missing_one_does_nothing() {
        wakeups.set(1, clock.instant().plusMillis(200));
        wakeups.clear(1);
        wakeups.clear(2);
        start(); // only now, so that the wake-up cannot run before it is cleared
        letAnEarlierOneRun();

        assertThat(runs).isEmpty();
    }

    @Test
    void wake_ups_of_one_partition_do_not_overlap_and_do_not_block_other_partitions() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        AtomicInteger count = new AtomicInteger();
        AtomicBoolean anotherRan = new AtomicBoolean();
        wakeups.start(partition -> {
            if (partition == 2) {
                done.countDown();
                return;
            }
            mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
            if (count.incrementAndGet() == 1) {
                wakeups.set(1, clock.instant());
                wakeups.set(2, clock.instant().plusMillis(200));
                anotherRan.set(awaitQuietly(done));
            }
            running.decrementAndGet();
        });
        wakeups.set(1, clock.instant());

        await("the second run").untilAsserted(() -> assertThat(count).hasValue(2));
        assertThat(mostAtOnce).hasValue(1);
        assertThat(anotherRan).as("another partition's wake-up ran meanwhile").isTrue();
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void there_is_one_trigger_per_partition() throws SchedulerException {
        for (int i = 0; i < 1_000; i++) {
            wakeups.set(i % 8, clock.instant().plus(Duration.ofHours(i + 1L)));
        }
        assertThat(triggers()).isEqualTo(8);
        wakeups.clear(3);
        assertThat(triggers()).isEqualTo(7);
    }

    private static int triggers() throws SchedulerException {
        return SchedulerRepository.getInstance().lookup("wakeups-test").getTriggerKeys(GroupMatcher.anyGroup())
                .size();
    }

    @Test
    void two_schedulers_with_different_names_in_one_process_are_independent() {
        start();
        try (QuartzWakeupScheduler other = new QuartzWakeupScheduler("another-wakeups-test")) {
            other.start(partition -> runs.add(new Run(-partition, clock.instant())));
            other.set(1, clock.instant());
            awaitRuns(1);
        }
        wakeups.set(1, clock.instant());
        awaitRuns(2);
        assertThat(runs).extracting(Run::partition).containsExactly(-1, 1);
    }
}
