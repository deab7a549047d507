package dev.nudge.api.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Without a console, the start page names the product and links to its routes. */
@ApiTest
@TestPropertySource(properties = "nudge.console.enabled=false")
class StartPageTest {

    private static final Pattern LINK = Pattern.compile("<(?!base )[^>]*(?:href|src|action)=\"([^\"]*)\"");

    private final Client anonymous;

    StartPageTest(@Autowired Api api) {
        this.anonymous = api.anonymous();
    }

    private Answer page() {
        return anonymous.with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").get("/");
    }

    @Test
    void the_page_is_public_and_links_to_the_api_and_its_description() {
        Answer page = page().is(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("<title>Nudge</title>", "/actuator/health/readiness", "9080", "README.md",
                "install Node.js 20.19 or newer");
        assertThat(links(page)).contains("api", "swagger-ui.html", "v3/api-docs");
    }

    @Test
    void every_link_points_to_this_server_and_works() {
        assertThat(links(page())).allSatisfy(link -> {
            assertThat(link).doesNotContain(":", "//");
            assertThat(anonymous.get("/" + link).status()).as(link).isIn(200, 302, link.equals("api") ? 401 : 200);
        });
    }

    @Test
    void the_page_works_with_a_strict_content_security_policy() {
        assertThat(page().text()).doesNotContainIgnoringCase("<script", "<style", " style=", "javascript:", "data:")
                .doesNotContainPattern("\\son[a-z]+=");
        assertThat(anonymous.get("/nudge.css").is(200).header("Content-Type")).startsWith("text/css");
        assertThat(anonymous.get("/nudge.css").text()).doesNotContain("url(", "@import");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/problem+json", "image/png", ""})
    void the_page_does_not_depend_on_the_Accept_header(String accept) {
        Answer answer = (accept.isEmpty() ? anonymous : anonymous.with("Accept", accept)).get("/").is(200);

        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.text()).isEqualTo(page().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void the_page_is_read_only(String method) {
        assertThat(anonymous.send(method, "/", BodyPublishers.ofString("{}"))
                .isProblem(405, "urn:nudge:error:method-not-allowed").header("Allow")).contains("GET");
    }

    private static List<String> links(Answer page) {
        return LINK.matcher(page.text()).results().map((MatchResult link) -> link.group(1)).toList();
    }
}
