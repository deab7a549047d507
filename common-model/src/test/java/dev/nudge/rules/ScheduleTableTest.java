package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Logic;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.Window;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** {@code until} is the closing of an open window, and the next opening otherwise. */
    @ParameterizedTest // W1, W3, W4
    @MethodSource("schedules")
    void a_window_is_open_or_opens_next(Map<String, @Nullable Object> each) {
        Schedule schedule = Objects.requireNonNull(AutomationReader
                .read(automation().with("schedule", Cases.object(each, "schedule")).toJson()).orThrow().schedule());
        ZoneId zone = ZoneId.of(Cases.text(each, "zone"));
        Instant at = Story.at(Cases.text(each, "at"));
        Instant until = Story.at(Cases.text(each, "until"));
        Optional<Window> window = schedule.windowAt(at, zone);
        assertThat(window.isPresent()).as("open").isEqualTo(each.get("open"));
        assertThat(window.map(Window::closing).orElseGet(() -> schedule.openingAfter(at, zone)).atZone(zone))
                .isEqualTo(until.atZone(zone));
    }

    static Stream<Arguments> delays() {
        return Cases.in("delays.json");
    }

    @ParameterizedTest // S8
    @MethodSource("delays")
    void a_delay_ends(Map<String, @Nullable Object> each) {
        Logic logic = AutomationReader.read(automation().after(((Number) Objects.requireNonNull(each.get("delay")))
                .longValue(), Cases.text(each, "unit")).toJson()).orThrow().logic();
        ZoneId zone = ZoneId.of(Cases.text(each, "zone"));
        assertThat(logic).isInstanceOfSatisfying(Logic.OnTimer.class, timer -> assertThat(
                timer.delay().after(Story.at(Cases.text(each, "from")), zone).atZone(zone))
                .isEqualTo(Story.at(Cases.text(each, "due")).atZone(zone)));
    }
}
