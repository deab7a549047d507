package dev.nudge.api.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.Topic;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class UsersTest {

    private static final String ME = "/api/users/me";

    private final String organization = Api.newOrganization();
    private final Client ana;
    private final Client bob;
    private final Client eve;

    UsersTest(@Autowired Api api) {
        this.ana = api.admin("ana", organization);
        this.bob = api.member("bob", organization);
        this.eve = api.member("ana", Api.newOrganization());
    }

    @Test
    void a_user_has_the_identity_of_the_token_and_a_profile_and_preferences() {
        assertThat(ana.get(ME).is(200).json()).isEqualTo(Map.of("userId", "ana", "organizationId", organization,
                "roles", List.of("admin", "member"), "profile", Map.of(), "automations", Map.of()));

        String automation = ana.post("/api/automations", Examples.followUp()).is(201).automationId();
        assertThat(preference(ana, automation)).containsEntry("enabled", true).containsEntry("version", 1L)
                .containsKey("userSmsNotification");
        assertThat(bob.get(ME).is(200).json()).containsEntry("automations", Map.of()).containsEntry("userId", "bob");
        ana.delete("/api/automations/" + automation).is(204);
        assertThat(ana.get(ME).is(200).json()).containsEntry("automations", Map.of());
    }

    @Test
    void absent_profile_fields_do_not_change_and_null_removes() {
        ana.patch(ME, """
                {"profile": {"name": "Ana", "email": "ana@example.com", "phone": "+14155551234",
                 "timezone": "Europe/Lisbon"}}""").is(200);
        Answer changed = ana.with("Content-Type", "application/merge-patch+json").patch(ME, """
                {"profile": {"email": null, "name": "Ana Maria"}}""").is(200);

        assertThat(changed.json()).containsEntry("profile", Map.of("name", "Ana Maria", "phone", "+14155551234",
                "timezone", "Europe/Lisbon"));
        assertThat(ana.get(ME).json()).isEqualTo(changed.json());
        assertThat(ana.patch(ME, changed.text()).is(200).json()).isEqualTo(changed.json());
        assertThat(bob.get(ME).json()).containsEntry("profile", Map.of());
        assertThat(eve.get(ME).json()).containsEntry("profile", Map.of());
    }

    @Test // RFC 7396
    void a_null_removes_the_profile_but_not_the_preferences() {
        ana.patch(ME, "{\"profile\": {\"name\": \"Ana\", \"phone\": \"+14155551234\"}}").is(200);

        assertThat(ana.patch(ME, "{\"profile\": null, \"automations\": null}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/automations");
        assertThat(ana.get(ME).json()).extractingByKey("profile").isNotEqualTo(Map.of());
        assertThat(ana.patch(ME, "{\"profile\": null}").is(200).json()).containsEntry("profile", Map.of());
        assertThat(ana.get(ME).json()).containsEntry("profile", Map.of());
    }

    @Test // S4
    void several_preferences_are_changed_in_one_request_and_published() {
        String first = ana.post("/api/automations", Examples.followUp()).is(201).automationId();
        String second = ana.post("/api/automations", Examples.followUp()).is(201).automationId();

        bob.patch(ME, Json.text(Map.of("automations", Map.of(first, Map.of("enabled", true), second,
                Map.of("version", 7))))).is(200);

        assertThat(preference(bob, first)).isEqualTo(Map.of("enabled", true, "version", 1L));
        assertThat(preference(bob, second)).isEqualTo(Map.of("enabled", false, "version", 1L));
        assertThat(bob.get("/api/automations/" + first).json()).containsEntry("enabled", true);
        assertThat(preference(ana, first)).as("ana's own").containsEntry("version", 1L);
        try (Topic published = new Topic(Topics.AUTOMATION_EVENTS)) {
            await("both preferences").untilAsserted(() -> assertThat(published.of(organization))
                    .filteredOn(event -> "bob".equals(event.get("userId")))
                    .extracting(event -> event.get("automationId")).contains(first, second));
        }
    }

    @Test
    void all_errors_are_reported_at_once_and_nothing_is_changed() {
        String mine = ana.post("/api/automations", Examples.followUp()).is(201).automationId();
        String foreign = eve.post("/api/automations", Examples.followUp()).is(201).automationId();

        assertThat(bob.patch(ME, """
                {"colour": "red", "profile": {"name": "Bob", "email": "bob", "phone": "12", "timezone": "Olympus",
                 "age": 7},
                 "automations": {"%s": {"enabled": "yes", "sound": "loud"}, "%s": {"enabled": true}, "$where": {},
                 "a.b": null}}""".formatted(mine, foreign)).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/colour", "/profile/email", "/profile/phone", "/profile/timezone",
                        "/profile/age", "/automations/" + mine + "/enabled", "/automations/" + mine + "/sound",
                        "/automations/" + foreign, "/automations/$where", "/automations/a.b");
        assertThat(bob.patch(ME, Json.text(Map.of("automations", Collections.singletonMap(mine, null))))
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/automations/" + mine);
        assertThat(bob.patch(ME, Json.text(Map.of("automations", IntStream.range(0, 101).boxed()
                .collect(Collectors.toMap(i -> "a" + i, _ -> Map.of()))))).isProblem(400,
                        "urn:nudge:error:validation")
                .pointers()).containsExactly("/automations");
        assertThat(bob.get(ME).json()).containsEntry("profile", Map.of()).containsEntry("automations", Map.of());
    }

    private static Map<String, @Nullable Object> preference(Client user, String automationId) {
        return Json.object(Json.object(user.get(ME).is(200).json(), "automations"), automationId);
    }
}
