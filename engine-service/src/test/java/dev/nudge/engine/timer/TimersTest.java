package dev.nudge.engine.timer;

import static dev.nudge.engine.processing.LeadEngineTest.asked;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.seconds;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.WaitingLead;
import dev.nudge.engine.support.TimersStory;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Due timers become records; the state in memory is only a cache (invariant 4). */
class TimersTest extends TimersStory {

    @Test
    void the_wake_up_is_set_to_the_earliest_timer_or_to_the_next_tick() {
        Instant tick = world.clock.instant().plusSeconds(1);
        assertThat(world.owner().wakeups.of(HOME)).as("no timer waits").contains(tick);

        world.send(asked("ana"));
        world.processAll();
        assertThat(world.owner().wakeups.of(HOME)).as("tomorrow is after the tick").contains(tick);

        visited("ana");
        world.processAll();
        world.clock.advance(seconds(4).plusMillis(700));
        world.owner().wakeUp();
        assertThat(world.owner().wakeups.of(HOME)).contains(tick.plusSeconds(4));
    }

    @Test
    void a_timer_before_the_current_wake_up_moves_the_wake_up() {
        visited("ana");
        world.clock.advance(seconds(4).plusMillis(700));
        world.owner().wakeUp();
        world.processAll();

        assertThat(world.owner().wakeups.of(HOME)).contains(world.clock.instant().plusMillis(300));
    }

    @Test
    void the_age_of_the_oldest_timer_counts_from_its_due_instant_until_it_is_decided() {
        visited("ana");
        world.processAll();
        assertThat(world.owner().timers.oldest()).isZero();

        world.clock.advance(seconds(35));
        assertThat(world.owner().timers.oldest()).as("waiting").isEqualTo(seconds(30));
        world.owner().wakeUp();
        assertThat(world.owner().timers.oldest()).as("in flight").isEqualTo(seconds(30));
        world.processAll();
        assertThat(world.owner().timers.oldest()).isZero();
    }

    @Test // D1
    void due_timers_are_appended_to_their_leads_partitions_in_due_order() {
        for (String leadId : List.of("cleo", "ana", "ben", "dora", "eve", "finn")) {
            visited(leadId);
            world.processAll();
            world.clock.advance(seconds(1));
        }
        world.clock.advance(hours(1));
        world.owner().wakeUp();

        assertThat(appended()).hasSize(6).allSatisfy(record -> {
            String leadId = new String(Objects.requireNonNull(record.key()), UTF_8);
            assertThat(record.partition()).isEqualTo(EngineInMemory.homeOf(leadId));
        });
        for (int partition = 0; partition < EngineInMemory.PARTITIONS; partition++) {
            int each = partition;
            assertThat(appended().stream().filter(record -> record.partition() == each).map(TimersTest::dueAt))
                    .isNotEmpty().isSorted();
        }
    }

    @Test
    void at_most_five_hundred_unprocessed_timers_are_in_the_log() {
        IntStream.range(0, 2_000).mapToObj(i -> "lead" + i).filter(id -> EngineInMemory.homeOf(id) == HOME)
                .forEach(this::visited);
        world.processAll();
        world.clock.advance(hours(1));

        world.owner().wakeUp();
        List<InboundRecord> batch = appended();
        assertThat(batch).hasSize(500);
        world.owner().wakeUp();
        assertThat(appended()).hasSize(500);

        world.owner().process(batch.subList(0, 10));
        assertThat(world.owner().wakeups.of(HOME)).as("immediately")
                .contains(batch.getFirst().timestamp().minus(hours(1))
                        .plusSeconds(5));
        world.owner().wakeUp();
        assertThat(appended()).hasSize(510);
    }

    @Test
    void while_other_events_arrive_at_most_a_group_of_timers_is_before_them() {
        IntStream.range(0, 400).mapToObj(i -> "lead" + i).filter(id -> EngineInMemory.homeOf(id) == HOME)
                .forEach(this::visited);
        world.processAll();
        world.clock.advance(seconds(5));

        world.owner().wakeUp();
        assertThat(appended()).hasSize(25);

        world.clock.advance(seconds(5));
        world.owner().wakeUp();
        assertThat(appended()).as("no other event arrived for ten seconds").hasSizeGreaterThan(50);
    }

    @Test // D1
    void a_timer_that_is_early_by_the_logs_clock_waits_the_difference() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.owner().wakeUp();
        InboundRecord due = appended().getFirst();
        InboundRecord early = new InboundRecord(due.partition(), due.offset(), due.timestamp().minusMillis(300),
                due.key(), due.value());

        world.owner().process(List.of(early));
        world.commit(List.of(early));

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).isEmpty();
        assertThat(world.owner().wakeups.of(HOME)).contains(world.clock.instant().plusMillis(300));
        world.clock.advance(Duration.ofMillis(300));
        world.owner().wakeUp();
        world.processAll();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    @Test
    void due_and_waiting_timers_are_counted_separately() {
        visited("ana");
        world.send(asked("ben"));
        world.processAll();
        assertThat(world.owner().timers.waiting()).isEqualTo(2);
        assertThat(world.owner().timers.due()).isZero();

        world.clock.advance(seconds(5));
        assertThat(world.owner().timers.due()).isEqualTo(1);
        world.owner().wakeUp();
        assertThat(world.owner().timers.due()).as("until it is processed").isEqualTo(1);
        world.processAll();
        assertThat(world.owner().timers.due()).isZero();
    }

    @Test
    void the_record_of_a_due_timer_is_a_valid_event() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.owner().wakeUp();

        OutboundRecord record = world.log.records(Topics.LEAD_EVENTS).getLast();
        var event = LeadEventReader.read(JsonCodec.readObject(Objects.requireNonNull(record.value())).orThrow())
                .orThrow();
        assertThat(event.dueTimer())
                .isEqualTo(
                        Objects.requireNonNull(WaitingLead.runOf(world.leads.stored(EngineInMemory.lead("ana")).lead(),
                                "nudge")).timer("nudge"));
    }

    private static Instant dueAt(InboundRecord record) {
        Object data = Objects.requireNonNull(JsonCodec.readObject(Objects.requireNonNull(record.value())).orThrow()
                .get("data"));
        return Json.instant(String.valueOf(((Map<?, ?>) data).get("dueAt"))).orElseThrow();
    }
}
