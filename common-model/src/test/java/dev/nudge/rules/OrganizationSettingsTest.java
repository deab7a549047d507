package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The settings of an organization: defaults, and values that are refused. */
class OrganizationSettingsTest {

    @Test // E8, S13, W5, F1, F4
    void settings_that_are_absent_have_defaults() {
        assertThat(OrganizationReader.read(Map.of("_id", "acme")).orThrow())
                .isEqualTo(Organization.withoutSettings("acme"));
        assertThat(Organization.withoutSettings("acme")).satisfies(organization -> {
            assertThat(organization.maxEventAge()).hasDays(7);
            assertThat(organization.ceilingPerHour()).isEqualTo(10);
            assertThat(organization.quietHours()).isEmpty();
            assertThat(organization.caps()).isNull();
            assertThat(organization.defaultRegion()).isNull();
            assertThat(organization.optOutWords()).isEmpty();
            assertThat(organization.optInWords()).isEmpty();
        });
    }

    private static List<String> refusals(String setting, Object value) {
        return switch (OrganizationReader.read(Map.of("_id", "acme", setting, value))) {
            case Reading.Understood<Organization> _ -> List.of();
            case Reading.Refused<Organization>(var violations) -> violations.stream().map(Violation::pointer).toList();
        };
    }

    @Test // W5, E8, S13, F1, F4
    void settings_that_have_no_meaning_are_refused() {
        assertThat(refusals("holidays", IntStream.range(0, 400).mapToObj(i -> "2027-01-15").toList())).isEmpty();
        assertThat(refusals("holidays", IntStream.range(0, 401).mapToObj(i -> "2027-01-15").toList()))
                .containsExactly("/holidays");
        assertThat(refusals("holidays", List.of("2026-02-29", "13-01", "Christmas")))
                .containsExactly("/holidays/0", "/holidays/1", "/holidays/2");
        assertThat(refusals("quietHours", Map.of("start", "21:00", "end", "21:00"))).containsExactly(
                "/quietHours/end");
        assertThat(refusals("quietHours", List.of(Map.of("start", "21:00")))).containsExactly("/quietHours/0/end");
        assertThat(refusals("caps", Map.of("perDay", 0, "onExceeded", "wait"))).containsExactlyInAnyOrder(
                "/caps/perDay", "/caps/onExceeded");
        assertThat(refusals("ceilingPerHour", 0)).containsExactly("/ceilingPerHour");
        assertThat(refusals("ceilingPerHour", 1_001)).containsExactly("/ceilingPerHour");
        assertThat(refusals("ceilingPerHour", 1_000)).isEmpty();
        assertThat(refusals("maxEventAge", "a week")).containsExactly("/maxEventAge");
        assertThat(refusals("defaultRegion", "Portugal")).containsExactly("/defaultRegion");
        assertThat(refusals("timezone", "Mars/Phobos")).containsExactly("/timezone");
        assertThat(refusals("optOutWords", List.of(5))).containsExactly("/optOutWords/0");
    }
}
