package dev.nudge.api.preference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class PreferencesTest {

    private static final Map<String, Object> TEXT_ME = Map.of("enabled", true, "phoneNumbers", List.of("+14155550000"),
            "message", "A lead is waiting.");

    private final String organization = Api.newOrganization();
    private final Client ana;
    private final Client bob;
    private String automation = "";

    PreferencesTest(@Autowired Api api) {
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
    }

    @BeforeEach
    void createAutomationOfAna() {
        automation = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
    }

    @Test
    void any_member_switches_an_automation_on_for_their_own_leads() {
        Answer on = bob.patch(automation + "/preference", """
                {"enabled": true}""").is(200);

        assertThat(on.json()).isEqualTo(Map.of("enabled", true, "version", 1L));
        assertThat(bob.get(automation).json()).containsEntry("enabled", true).doesNotContainKey("userSmsNotification");
        assertThat(ana.get(automation).header("ETag")).as("the automation is unchanged").startsWith("\"1-");
    }

    @Test
    void an_unknown_field_in_the_notification_is_rejected_even_if_it_is_null() {
        assertThat(bob.patch(automation + "/preference", "{\"userSmsNotification\": {\"phone\": null}}").is(400).text())
                .contains("/userSmsNotification/phone", "unknown-field");
    }

    @Test
    void absent_fields_do_not_change_and_null_removes() {
        String path = automation + "/preference";

        assertThat(ana.patch(path, "{\"enabled\": false}").is(200).json()).containsEntry("enabled", false)
                .containsEntry("version", 2L).containsKey("userSmsNotification");
        assertThat(ana.patch(path, Json.text(Map.of("userSmsNotification", TEXT_ME))).is(200).json())
                .containsEntry("enabled", false).containsEntry("userSmsNotification", TEXT_ME);
        assertThat(ana.patch(path, "{\"userSmsNotification\": {\"message\": \"Another.\"}}").is(200).text())
                .contains("+14155550000", "Another.");
        assertThat(ana.patch(path, "{\"userSmsNotification\": null}").is(200).json())
                .isEqualTo(Map.of("enabled", false, "version", 5L));
        assertThat(ana.get(automation).json()).containsEntry("enabled", false)
                .doesNotContainKey("userSmsNotification");
    }

    @Test
    void a_preference_can_be_sent_as_merge_patch() {
        bob.with("Content-Type", "application/merge-patch+json").patch(automation + "/preference",
                "{\"enabled\": true}").is(200);
    }

    @Test
    void a_preference_without_enabled_is_off() {
        assertThat(bob.patch(automation + "/preference", "{}").is(200).json())
                .isEqualTo(Map.of("enabled", false, "version", 1L));
    }

    @Test
    void a_patch_with_an_invalid_result_is_rejected() {
        String path = automation + "/preference";

        assertThat(
                ana.patch(path, "{\"enabled\": \"yes\", \"color\": null, \"userSmsNotification\": {\"message\": null}}")
                        .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/color", "/enabled", "/userSmsNotification/message");
        assertThat(bob.patch(path, "{\"userSmsNotification\": {\"enabled\": true, \"phoneNumbers\": [\"911\"]}}")
                .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/userSmsNotification/phoneNumbers/0", "/userSmsNotification/message");
        assertThat(ana.get(automation).json()).containsEntry("enabled", true);
    }

    @Test
    void concurrent_changes_are_all_stored() {
        IntStream.range(0, 8).parallel()
                .forEach(i -> bob.patch(automation + "/preference", "{\"enabled\": true}").is(200));

        assertThat(bob.patch(automation + "/preference", "{}").json()).containsEntry("version", 9L);
    }
}
