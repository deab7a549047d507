package dev.nudge.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.json.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The events of the demo's history. */
class DemoEventsTest {

    private static final Plan PLAN = new Plan(Instant.parse("2026-11-30T15:20:00Z"));

    @Test
    void the_same_plan_gives_the_same_events() {
        assertThat(texts(DemoEvents.of(PLAN))).isEqualTo(texts(DemoEvents.of(PLAN)));
    }

    @Test
    void another_day_gives_the_same_leads() {
        Plan later = new Plan(PLAN.now().plus(Duration.ofDays(1)));
        assertThat(leads(DemoEvents.of(later))).isEqualTo(leads(DemoEvents.of(PLAN)));
    }

    @Test
    void the_events_lie_within_the_two_weeks_and_nearly_all_can_be_read() {
        List<DemoEvent> events = DemoEvents.of(PLAN);
        assertThat(events).extracting(DemoEvent::at).isSorted()
                .allSatisfy(at -> assertThat(at).isBetween(PLAN.begin(), PLAN.now()));
        assertThat(events.stream().filter(event -> !isReadable(event))).hasSize(7);
        assertThat(leads(events)).hasSize(Plan.LEADS);
    }

    private static boolean isReadable(DemoEvent event) {
        return LeadEventCodec.read(event.value()) instanceof Reading.Understood<LeadEvent>;
    }

    private static List<String> leads(List<DemoEvent> events) {
        return events.stream().filter(DemoEventsTest::isReadable).map(DemoEvent::leadId).distinct().sorted().toList();
    }

    private static List<String> texts(List<DemoEvent> events) {
        return events.stream().map(event -> event.at() + " " + event.leadId() + " "
                + new String(event.value(), StandardCharsets.UTF_8)).toList();
    }
}
