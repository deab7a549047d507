package dev.nudge.api.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The sample document of the original specification can be sent, and is returned unchanged. */
@ApiTest
class SampleDocumentTest {

    private static final Set<String> SET_BY_THE_SERVER = Set.of("_id", "organizationId", "userId", "createdAt",
            "updatedAt");
    private static final Set<String> DERIVED = Set.of("enabled", "userSmsNotification");

    private final String organization = Api.newOrganization();
    private final Client ana;
    private final Client bob;

    SampleDocumentTest(@Autowired Api api) {
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
    }

    @Test
    void the_sample_creates_an_automation_with_the_same_fields_and_values() {
        Map<String, @Nullable Object> sample = Json.object(Examples.ofTheDocument());

        Answer created = ana.post("/api/automations", Examples.ofTheDocument()).is(201);
        Map<String, @Nullable Object> got = ana.get("/api/automations/" + created.automationId()).is(200).json();

        assertThat(got).isEqualTo(created.automation());
        Set<String> names = new HashSet<>(sample.keySet());
        names.add("version");
        assertThat(got).containsOnlyKeys(names).containsEntry("organizationId", organization)
                .containsEntry("userId", "ana").doesNotContainEntry("_id", sample.get("_id"))
                .doesNotContainEntry("createdAt", sample.get("createdAt"));
        assertThat(without(SET_BY_THE_SERVER, got)).containsAllEntriesOf(without(SET_BY_THE_SERVER, sample));
    }

    @Test
    void its_two_derived_fields_are_per_user() {
        Map<String, @Nullable Object> sample = Json.object(Examples.ofTheDocument());
        String path = "/api/automations/" + ana.post("/api/automations", Examples.ofTheDocument()).automationId();
        Map<String, @Nullable Object> first = bob.get(path).is(200).json();
        assertThat(first).as("a user without a preference").containsEntry("enabled", false)
                .doesNotContainKey("userSmsNotification");

        bob.patch(path + "/preference", """
                {"userSmsNotification": {"enabled": false, "phoneNumbers": ["+14155555678"], "message": "Bob's."}}""")
                .is(200);

        Map<String, @Nullable Object> anas = ana.get(path).json();
        Map<String, @Nullable Object> bobs = bob.get(path).json();
        assertThat(anas).containsEntry("enabled", true).containsEntry("userSmsNotification",
                sample.get("userSmsNotification"));
        assertThat(bobs).containsEntry("enabled", false).containsEntry("userSmsNotification",
                Json.object("{\"enabled\": false, \"phoneNumbers\": [\"+14155555678\"], \"message\": \"Bob's.\"}"));
        assertThat(without(DERIVED, bobs)).as("all other fields are shared").isEqualTo(without(DERIVED, anas));
        assertThat(bob.get("/api/automations").items()).containsExactly(bobs);
        assertThat(ana.get("/api/automations").items()).containsExactly(anas);
    }

    private static Map<String, @Nullable Object> without(Set<String> names, Map<String, @Nullable Object> automation) {
        Map<String, @Nullable Object> rest = new HashMap<>(automation);
        rest.keySet().removeAll(names);
        return rest;
    }
}
