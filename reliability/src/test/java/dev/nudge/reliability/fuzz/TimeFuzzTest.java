package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.condition.RelativeTime;
import dev.nudge.json.Json;
import dev.nudge.schedule.Holidays;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.SendingHours;
import dev.nudge.schedule.Zones;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Instants, durations, zones, delays and schedules from any text. The input is an instant, a zone, a schedule and a
 * delay.
 */
class TimeFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void times(byte[] input) {
        Parts parts = Parts.of(input);
        Step.run(() -> {
            Instant now = Json.instant(parts.text(0)).orElse(Rules.NOW);
            assertThat(Json.instant(Json.text(now))).contains(now);
            var _ = RelativeTime.duration(parts.text(0));
            ZoneId zone = Zones.find(parts.text(1)).map(NamedZone::id).orElse(ZoneOffset.UTC);
            Map<String, Object> body = Map.of("name", "n", "event", "e", "triggerLogicType", "timer", "timerLogic",
                    parts.object(3), "schedule", parts.object(2), "actions",
                    Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms"))));
            if (AutomationReader.check(body).isEmpty()) {
                check(Rules.stored(body), now, zone);
            }
        });
    }

    private static void check(Automation automation, Instant now, ZoneId leadZone) {
        Instant later = automation.delayBefore(1).map(delay -> delay.after(now, leadZone)).orElse(now);
        assertThat(later).isAfterOrEqualTo(now);
        Schedule schedule = automation.schedule();
        if (schedule != null && now.isAfter(Instant.EPOCH)) {
            ZoneId zone = schedule.timezone() == null ? leadZone : schedule.timezone().id();
            SendingHours hours = new SendingHours(new SendingHours.Zoned(schedule, zone), Holidays.NONE, zone,
                    List.of());
            assertThat(hours.openingAfter(later)).hasValueSatisfying(opening -> {
                assertThat(opening).isAfter(later);
                assertThat(hours.at(opening).cause()).isNull();
            });
        }
    }
}
