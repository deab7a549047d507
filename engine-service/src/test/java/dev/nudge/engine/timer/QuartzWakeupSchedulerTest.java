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

    private record Rung(int partition, Instant at) {}

    private final InstantSource clock = InstantSource.system();
    private final QuartzWakeupScheduler alarms = new QuartzWakeupScheduler("alarm-clock-test");
    private final List<Rung> rung = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        alarms.close();
    }

    private void start() {
        alarms.start(partition -> rung.add(new Rung(partition, clock.instant())));
    }

    private void awaitRings(int count) {
        await("the alarm to ring").pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(rung).hasSizeGreaterThanOrEqualTo(count));
    }

    /** Waits until an alarm set now has rung: any earlier one that was still set would have rung before. */
    private void letAnEarlierAlarmRing() {
        int before = rung.size();
        alarms.set(99, clock.instant().plusMillis(400));
        awaitRings(before + 1);
        rung.removeIf(ring -> ring.partition() == 99);
    }

    @Test
    void it_rings_once_at_the_instant() {
        start();
        Instant instant = clock.instant().plusMillis(300);
        alarms.set(3, instant);

        awaitRings(1);
        letAnEarlierAlarmRing();

        assertThat(rung).singleElement().satisfies(ring -> {
            assertThat(ring.partition()).isEqualTo(3);
            assertThat(ring.at()).isBetween(instant, instant.plus(Patience.allowedFor(Duration.ofSeconds(1))));
        });
    }

    @Test
    void an_alarm_in_the_past_rings_immediately() {
        start();
        alarms.set(1, clock.instant().minus(Duration.ofDays(3)));
        awaitRings(1);
    }

    @Test
    void a_new_alarm_replaces_the_previous_one() {
        alarms.set(1, clock.instant().plusMillis(200));
        alarms.set(1, clock.instant().plus(Duration.ofHours(1)));
        alarms.set(2, clock.instant().plus(Duration.ofHours(1)));
        alarms.set(2, clock.instant().plusMillis(200));
        start(); // only now, so that the first alarm cannot ring before the second one is set

        awaitRings(1);
        letAnEarlierAlarmRing();

        assertThat(rung).extracting(Rung::partition).containsExactly(2);
    }

    @Test
    void an_alarm_can_be_set_again_after_and_during_a_ring() {
        AtomicInteger rings = new AtomicInteger();
        alarms.start(partition -> {
            if (rings.incrementAndGet() < 5) {
                alarms.set(partition, clock.instant());
            }
        });
        alarms.set(1, clock.instant());

        await("five rings").untilAsserted(() -> assertThat(rings).hasValue(5));
        alarms.set(1, clock.instant());
        await("a sixth").untilAsserted(() -> assertThat(rings).hasValue(6));
    }

    @Test
    void a_cleared_alarm_does_not_ring_and_clearing_a_missing_one_does_nothing() {
        alarms.set(1, clock.instant().plusMillis(200));
        alarms.clear(1);
        alarms.clear(2);
        start(); // only now, so that the alarm cannot ring before it is cleared
        letAnEarlierAlarmRing();

        assertThat(rung).isEmpty();
    }

    @Test
    void alarms_of_one_partition_do_not_overlap_and_do_not_block_other_partitions() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger ringing = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        AtomicInteger rings = new AtomicInteger();
        AtomicBoolean anotherRang = new AtomicBoolean();
        alarms.start(partition -> {
            if (partition == 2) {
                done.countDown();
                return;
            }
            mostAtOnce.accumulateAndGet(ringing.incrementAndGet(), Math::max);
            if (rings.incrementAndGet() == 1) {
                alarms.set(1, clock.instant());
                alarms.set(2, clock.instant().plusMillis(200));
                anotherRang.set(awaitQuietly(done));
            }
            ringing.decrementAndGet();
        });
        alarms.set(1, clock.instant());

        await("the second ring").untilAsserted(() -> assertThat(rings).hasValue(2));
        assertThat(mostAtOnce).hasValue(1);
        assertThat(anotherRang).as("another partition's alarm rang meanwhile").isTrue();
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
            alarms.set(i % 8, clock.instant().plus(Duration.ofHours(i + 1L)));
        }
        assertThat(triggers()).isEqualTo(8);
        alarms.clear(3);
        assertThat(triggers()).isEqualTo(7);
    }

    private static int triggers() throws SchedulerException {
        return SchedulerRepository.getInstance().lookup("alarm-clock-test").getTriggerKeys(GroupMatcher.anyGroup())
                .size();
    }

    @Test
    void two_schedulers_with_different_names_in_one_process_are_independent() {
        start();
        try (QuartzWakeupScheduler other = new QuartzWakeupScheduler("another-alarm-clock-test")) {
            other.start(partition -> rung.add(new Rung(-partition, clock.instant())));
            other.set(1, clock.instant());
            awaitRings(1);
        }
        alarms.set(1, clock.instant());
        awaitRings(2);
        assertThat(rung).extracting(Rung::partition).containsExactly(-1, 1);
    }
}
