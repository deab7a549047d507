package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.schedule.Holidays;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.SendingHours;
import dev.nudge.schedule.SendingHours.Answer;
import dev.nudge.schedule.SendingHours.Cause;
import dev.nudge.schedule.SendingHours.Zoned;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows (W) and calendar delays (S8) in zones with daylight saving time, case by case. */
class ScheduleTableTest {

    private static AutomationBuilder automation() {
        return Story.automation().startedBy("form");
    }

    static Stream<Arguments> schedules() {
        return Cases.in("schedules.json");
    }

    /** {@code until} is the closing of an open window, null when it never closes, and the next opening otherwise. */
    @ParameterizedTest // W1, W3, W4, F7
    @MethodSource("schedules")
    void a_window_is_open_or_opens_next(Map<String, @Nullable Object> each) {
        Schedule schedule = Objects.requireNonNull(AutomationReader
                .read(automation().with("schedule", Cases.object(each, "schedule")).toJson()).orThrow().schedule());
        ZoneId zone = ZoneId.of(Cases.text(each, "zone"));
        Instant at = Story.at(Cases.text(each, "at"));
        @Nullable
        Instant until = each.get("until") == null ? null : Story.at(Cases.text(each, "until"));
        SendingHours hours = new SendingHours(new Zoned(schedule, zone), Holidays.NONE, zone, List.of());
        Answer answer = hours.at(at);
        assertThat(answer.cause()).as("open").isEqualTo(
                Boolean.TRUE.equals(each.get("open")) ? null : Cause.OUTSIDE_SCHEDULE);
        assertThat(answer.cause() == null ? answer.notAfter() : hours.openingAfter(at).orElseThrow())
                .isEqualTo(until);
    }

    static Stream<Arguments> delays() {
        return Cases.in("delays.json");
    }

    @ParameterizedTest // S8
    @MethodSource("delays")
    void a_delay_ends(Map<String, @Nullable Object> each) {
        Automation automation = AutomationReader.read(Story.automation().startedBy("form").after(
                ((Number) Objects.requireNonNull(each.get("delay"))).longValue(), Cases.text(each, "unit")).toJson())
                .orThrow();
        ZoneId zone = ZoneId.of(Cases.text(each, "zone"));
        assertThat(automation.delayBefore(1).orElseThrow().after(Story.at(Cases.text(each, "from")), zone).atZone(zone))
                .isEqualTo(Story.at(Cases.text(each, "due")).atZone(zone));
    }
}
