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

/** The real scheduler, and its real threads. */
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

    /** Long enough for what was set for a moment ago to have rung, had it been there: an alarm set after it rings. */
    private void letTimePass() {
        int before = rung.size();
        alarms.set(99, clock.instant().plusMillis(400));
        awaitRings(before + 1);
        rung.removeIf(ring -> ring.partition() == 99);
    }

    @Test
    void it_rings_once_and_at_the_instant() {
        start();
        Instant instant = clock.instant().plusMillis(300);
        alarms.set(3, instant);

        awaitRings(1);
        letTimePass();

        assertThat(rung).singleElement().satisfies(ring -> {
            assertThat(ring.partition()).isEqualTo(3);
            assertThat(ring.at()).isBetween(instant, instant.plus(Patience.allowedFor(Duration.ofSeconds(1))));
        });
    }

    @Test
    void an_instant_that_has_passed_rings_at_once_however_long_ago_it_was() {
        start();
        alarms.set(1, clock.instant().minus(Duration.ofDays(3)));
        awaitRings(1);
    }

    @Test
    void what_is_set_later_replaces_what_was_set_before_be_it_sooner_or_later() {
        alarms.set(1, clock.instant().plusMillis(200));
        alarms.set(1, clock.instant().plus(Duration.ofHours(1)));
        alarms.set(2, clock.instant().plus(Duration.ofHours(1)));
        alarms.set(2, clock.instant().plusMillis(200));
        start(); // only now, so that the first alarm cannot ring before the second one is set

        awaitRings(1);
        letTimePass();

        assertThat(rung).extracting(Rung::partition).containsExactly(2);
    }

    @Test
    void it_rings_again_when_it_is_set_after_it_rang_or_while_it_rings() {
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
    void a_cleared_alarm_does_not_ring_and_one_that_is_not_there_can_be_cleared() {
        alarms.set(1, clock.instant().plusMillis(200));
        alarms.clear(1);
        alarms.clear(2);
        start(); // only now, so that the alarm cannot ring before it is cleared
        letTimePass();

        assertThat(rung).isEmpty();
    }

    @Test
    void a_partitions_alarm_does_not_ring_while_it_still_rings_and_does_not_hold_up_another() throws Exception {
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
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void there_is_one_trigger_per_partition_however_often_it_is_set() throws SchedulerException {
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
    void two_clocks_in_one_process_do_not_know_each_other_if_their_names_differ() {
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
