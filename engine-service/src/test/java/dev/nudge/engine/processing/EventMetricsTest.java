package dev.nudge.engine.processing;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.inbound;
import static dev.nudge.story.Story.statusChange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.metrics.ZoneRules;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The counters of events and of their notes (N). */
class EventMetricsTest {

    private final EngineInMemory world = new EngineInMemory();

    private double count(String name, String tag, String value) {
        return world.owner().meters.find(name).tag(tag, value).counters().stream().mapToDouble(each -> each.count())
                .sum();
    }

    private double notes(String note) {
        return count("nudge.event.notes", "note", note);
    }

    private void process(EventBuilder event) {
        world.send(event);
        world.processAll();
    }

    @Test // N
    void each_note_of_an_event_counts_once_whatever_the_number_of_fields_and_decisions() {
        for (String id : List.of("one", "two")) {
            world.given(automation().named(id).startedBy("lead.asked").after(hours(1)));
        }

        process(event("lead.asked").of("ana").saying("phone", true).saying("email", List.of()).saying("$x", 1)
                .saying("timezone", "Mars/Olympus").occurredAt("yesterday"));

        assertThat(notes("ATTRIBUTE_IGNORED")).isEqualTo(1);
        assertThat(notes("TIMEZONE_IGNORED")).isEqualTo(1);
        assertThat(notes("OCCURRED_AT_IGNORED")).isEqualTo(1);
        assertThat(notes("BODY_IGNORED")).isZero();
    }

    @Test // N
    void notes_of_an_event_that_no_automation_listens_to_count() {
        process(inbound("please do not text me").from("ana"));
        process(statusChange("New lead", "Won").of("ana"));
        process(statusChange("Won", "Lost").of("ana").occurredAt(Instant.parse("2026-04-20T10:00:00Z")));

        assertThat(notes("MAYBE_OPT_OUT")).isEqualTo(1);
        assertThat(notes("STATUS_LATE")).isEqualTo(1);
    }

    @Test // N, S10
    void a_note_that_only_a_decision_has_counts() {
        world.given(automation().startedBy("lead.asked").after(hours(1)));

        process(event("lead.asked").of("ana").data("text", "x".repeat(10_000)));

        assertThat(notes("EVENT_DATA_CUT")).isEqualTo(1);
    }

    @Test // N, E5
    void notes_of_repeated_and_replayed_events_do_not_count_again() {
        world.send(event("lead.asked").of("ana").withId("e").saying("phone", true));
        List<InboundRecord> batch = world.nextBatch(10);
        world.owner().process(batch);
        world.owner().process(batch);
        world.commit(batch);
        process(event("lead.asked").of("ana").withId("e").saying("phone", true));

        assertThat(notes("ATTRIBUTE_IGNORED")).isEqualTo(1);
        assertThat(count("nudge.events", "result", "applied")).isEqualTo(1);
        assertThat(count("nudge.events", "result", "replayed")).isEqualTo(1);
        assertThat(count("nudge.events", "result", "repeated")).isEqualTo(1);
    }

    @Test // E10
    void deletions_and_merges_are_counted_under_their_types() {
        process(Story.mergeInto("ben").of("ana"));
        process(Story.deletion().of("ana"));

        assertThat(count("nudge.events", "type", "lead.merged")).isEqualTo(1);
        assertThat(count("nudge.events", "type", "lead.deleted")).isEqualTo(1);
    }

    @Test // W4
    void the_version_of_the_zone_rules_is_a_metric() {
        assertThat(ZoneRules.version()).matches("20\\d\\d[a-z]+");
        assertThat(world.owner().meters.get("nudge.zone.rules").tag("version", ZoneRules.version()).gauge().value())
                .isEqualTo(1);
    }
}
