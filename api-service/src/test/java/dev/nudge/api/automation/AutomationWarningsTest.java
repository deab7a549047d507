package dev.nudge.api.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A valid automation that may not do what its author expects is saved with warnings. */
@ApiTest
class AutomationWarningsTest {

    private final Client ada;

    AutomationWarningsTest(@Autowired Api api) {
        this.ada = api.admin("ada", Api.newOrganization());
    }

    @BeforeEach
    void saveTemplate() {
        ada.put("/api/templates/known", "{\"body\": \"Hi\"}").is(201);
    }

    @Test
    void an_ordinary_automation_has_none() {
        assertThat(warningsOf("sms", "")).isEmpty();
        assertThat(warningsOf("sms", ", \"maxFollowUpCount\": 20")).isEmpty();
        assertThat(warningsOf("sms", ", \"sourceStatuses\": [\"New lead\"]")).isEmpty();
    }

    @Test // S11
    void source_statuses_without_target_statuses_where_two_events_start_it() {
        String both = ", \"triggerType\": \"status_change\", \"sourceStatuses\": [\"New lead\"]";

        assertThat(warningsOf("sms", both)).containsExactly("ANY_TARGET_STATUS /sourceStatuses");
        assertThat(warningsOf("sms", both + ", \"targetStatuses\": [\"Lost\"]")).isEmpty();
    }

    @Test // F5, S12
    void unknown_templates_of_the_automation_and_of_its_steps() {
        String steps = """
                , "steps": [{"delay": 1, "unit": "hours"},
                            {"delay": 1, "unit": "hours", "actions": {"sendMessage": [
                              {"template": "known", "channel": "sms"}, {"template": "other", "channel": "sms"}]}}]""";

        assertThat(warningsOf("sms", steps))
                .containsExactly("TEMPLATE_MISSING /steps/1/actions/sendMessage/1/template");
    }

    @Test // S6
    void more_than_20_follow_ups() {
        assertThat(warningsOf("sms", ", \"maxFollowUpCount\": 21"))
                .containsExactly("MANY_FOLLOW_UPS /maxFollowUpCount");
    }

    @Test // D3, W5
    void a_schedule_that_lies_in_the_quiet_hours_never_opens() {
        String schedule = ", \"schedule\": {\"start\": \"21:30\", \"end\": \"23:00\"}";
        ada.put("/api/organization", "{\"quietHours\": [{\"start\": \"21:00\", \"end\": \"08:00\"}]}").is(200);

        assertThat(warningsOf("sms", schedule)).containsExactly("NO_OPENING /schedule");
        assertThat(warningsOf("webhook", schedule)).as("quiet hours do not apply").isEmpty();
        assertThat(warningsOf("sms", "")).isEmpty();
    }

    @Test // D3
    void a_window_on_holidays_only_never_opens() {
        List<String> mondays = LocalDate.now(ZoneOffset.UTC).minusDays(8)
                .datesUntil(LocalDate.now(ZoneOffset.UTC).plusDays(380))
                .filter(date -> date.getDayOfWeek() == DayOfWeek.MONDAY).map(Object::toString).toList();
        ada.put("/api/organization", Json.text(Map.of("holidays", mondays))).is(200);

        assertThat(warningsOf("sms",
                ", \"schedule\": {\"start\": \"09:00\", \"end\": \"18:00\", \"days\": [\"MON\"]}"))
                .containsExactly("NO_OPENING /schedule");
    }

    /** The code and the pointer of each warning. */
    private List<String> warningsOf(String channel, String more) {
        Answer created = ada.post("/api/automations", """
                {"name": "Warned", "event": "message.received", "triggerLogicType": "timer",
                 "timerLogic": {"delay": 1, "unit": "hours"},
                 "actions": {"sendMessage": [{"template": "known", "channel": "%s"}]}%s}""".formatted(channel, more))
                .is(201);
        return created.json().containsKey("warnings")
                ? Json.objects(created.json(), "warnings").stream()
                        .map(warning -> warning.get("code") + " " + warning.get("pointer")).toList()
                : List.of();
    }
}
