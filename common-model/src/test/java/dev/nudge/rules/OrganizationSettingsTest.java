package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.automation.ChannelSettings;
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

    private static Map<Channel, ChannelSettings> channels(Map<String, Object> stored) {
        return OrganizationReader.read(Map.of("_id", "acme", "defaultRegion", "US", "channels", stored)).orThrow()
                .channels();
    }

    @Test
    void channels_have_providers_and_a_sender() {
        String service = "MG0123456789abcdef0123456789abcdef";
        assertThat(channels(Map.of("sms", Map.of("providers", List.of("twilio", "log"), "from", "(415) 555-0100"),
                "whatsapp", Map.of("provider", "twilio", "from", "whatsapp:+14155550100", "messagingServiceSid",
                        service),
                "email", Map.of("from", "Acme <hello@example.com>", "unsubscribeMailto", "out@example.com"),
                "webhook", Map.of("provider", "hook"))))
                .isEqualTo(Map.of(
                        Channel.SMS, new ChannelSettings(List.of("twilio", "log"), "+14155550100", null, null),
                        Channel.WHATSAPP,
                        new ChannelSettings(List.of("twilio"), "+14155550100", service, null),
                        Channel.EMAIL,
                        new ChannelSettings(List.of(), "Acme <hello@example.com>", null, "out@example.com"),
                        Channel.WEBHOOK, new ChannelSettings(List.of("hook"), null, null, null)));
    }

    @Test
    void a_stored_value_of_a_channel_that_is_not_valid_counts_as_not_set() {
        assertThat(channels(Map.of("fax", Map.of(), "email", 7, "webhook", Map.of("from", "x", "colour", "red"), "sms",
                Map.of("providers", List.of(7, "log"), "from", "call me!", "messagingServiceSid", "MG1",
                        "unsubscribeMailto", 7))))
                .isEqualTo(Map.of(Channel.WEBHOOK, new ChannelSettings(List.of(), null, null, null), Channel.SMS,
                        new ChannelSettings(List.of("log"), null, null, null)));
        assertThat(OrganizationReader.read(Map.of("_id", "acme", "channels", List.of())).orThrow().channels())
                .isEmpty();
    }
}
