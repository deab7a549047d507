package dev.nudge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.Answer.Json;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiIsRunning
class TemplatesTest {

    private final String organization = Api.newOrganization();
    private final Client ana;

    TemplatesTest(@Autowired Api api) {
        this.ana = api.member("ana", organization);
    }

    @Test
    void a_template_is_saved_under_its_name_and_replaced_whole() {
        Answer created = ana.put("/api/templates/follow-up-24h", """
                {"channel": "email", "subject": "Hello", "body": "Hi {{firstName}}"}""").is(201);

        assertThat(created.json()).containsEntry("name", "follow-up-24h").containsEntry("channel", "email")
                .containsEntry("subject", "Hello").containsEntry("body", "Hi {{firstName}}")
                .containsEntry("version", 1L);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");

        Answer replaced = ana.put("/api/templates/follow-up-24h", "{\"body\": \"Still there?\"}").is(200);

        assertThat(replaced.json()).containsEntry("body", "Still there?").containsEntry("version", 2L)
                .doesNotContainKeys("channel", "subject");
        ana.with("If-Match", "\"1\"").put("/api/templates/follow-up-24h", "{\"body\": \"Late\"}")
                .isProblem(412, "urn:nudge:error:stale-version");
        ana.put("/api/templates/follow-up-24h", replaced.text()).is(200);
    }

    @Test
    void what_is_no_template_is_refused() {
        assertThat(ana.put("/api/templates/bad", """
                {"channel": "fax", "body": "Hi {{#name}}", "colour": "red"}""")
                .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/channel", "/body", "/colour");
        ana.put("/api/templates/" + "x".repeat(201), "{\"body\": \"Hi\"}").isProblem(400,
                "urn:nudge:error:validation");
        ana.put("/api/templates/%20", "{\"body\": \"Hi\"}").isProblem(400, "urn:nudge:error:validation");
    }

    @Test
    void every_version_or_the_newest_is_published() {
        ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi {{firstName}}\"}").is(201);

        try (Topic published = new Topic(Topics.AUTOMATION_EVENTS)) {
            Awaitility.await("the template's event").untilAsserted(() -> {
                List<Map<String, Object>> events = List.copyOf(published.of(organization));
                assertThat(events).singleElement().satisfies(event -> {
                    assertThat(event).containsEntry("type", "template.changed").containsEntry("version", 1L);
                    assertThat(Json.object(event, "template")).containsEntry("name", "follow-up-24h")
                            .containsEntry("body", "Hi {{firstName}}").containsEntry("organizationId", organization);
                });
            });
        }
    }
}
