package dev.nudge.api.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.IdentityProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The console's page, files and settings. The page is that of the test resources, whether or not Node.js is there. */
@ApiTest
class ConsoleTest {

    private static final String ORIGIN = IdentityProvider.ISSUER.replaceAll("(?<=[^/])/[^/].*$", "");
    private static final String SCRIPT = "./assets/index-0a1b2c3d.js";

    private final Client anonymous;

    ConsoleTest(@Autowired Api api) {
        this.anonymous = api.anonymous();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/sign-in", "/sign-in/callback?code=a&state=b", "/automations", "/automations/new",
            "/automations/64d2f9c5e8a1d4e001a0b1c2", "/leads", "/leads/lead-7", "/leads/a%2Fb%3Bc",
            "/decisions?reason=X",
            "/messages", "/dead-letters", "/templates", "/templates/still%20there", "/settings/organization",
            "/settings/profile"})
    void every_address_of_the_console_shows_its_page(String address) {
        Answer page = anonymous.with("Accept", "text/html").get(address).is(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains(SCRIPT, "<base href=\"/\">");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource({"/api/leads, 401", "/api, 401", "/api/none, 401", "/callbacks/none, 404", "/unsubscribe/none, 404",
            "/actuator/health, 404", "/v3/api-docs, 200", "/swagger-ui.html, 302", "/dev/token, 404", "/none, 404",
            "/assets/none.js, 404"})
    void other_addresses_are_not_the_consoles(String address, int status) {
        assertThat(anonymous.get(address).is(status).text()).doesNotContain(SCRIPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/sign-in", "/automations/new", "/leads/lead-7", "/decisions", "/messages",
            "/templates/a",
            "/dead-letters", "/settings/profile", "/console-config.json", "/assets/index-0a1b2c3d.js"})
    void only_own_scripts_run_and_no_other_page_embeds_the_console(String address) {
        Answer answer = anonymous.get(address).is(200);

        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; script-src 'self';"
                + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
                + " " + ORIGIN + "; frame-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Set-Cookie")).isNull();
    }

    @Test
    void files_whose_names_contain_a_hash_are_cached_for_a_year() {
        Answer script = anonymous.get("/assets/index-0a1b2c3d.js").is(200);

        assertThat(script.header("Content-Type")).startsWith("text/javascript");
        assertThat(script.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
    }

    @Test
    void a_browser_that_accepts_it_receives_the_compressed_copy() {
        Answer plain = anonymous.get("/assets/index-0a1b2c3d.js").is(200);
        Answer compressed = anonymous.with("Accept-Encoding", "gzip, br").get("/assets/index-0a1b2c3d.js").is(200);

        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(compressed.header("Content-Encoding")).isEqualTo("br");
        assertThat(compressed.header("Vary")).contains("Accept-Encoding");
        assertThat(compressed.header("Content-Type")).startsWith("text/javascript");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/nudge|/nudge/", "/a/nudge-1/|/a/nudge-1/", "/outer, /inner|/outer/",
            "nudge|/", "//elsewhere.example|/", "/\"><script>|/", "/..|/", "/|/"})
    void the_page_works_behind_the_prefix_of_a_proxy(String prefix, String base) {
        assertThat(anonymous.with("X-Forwarded-Prefix", prefix).get("/leads/lead-7").is(200).text())
                .contains("<base href=\"" + base + "\">");
    }

    @Test
    void without_a_client_id_the_console_is_told_that_no_one_can_sign_in() {
        Answer settings = anonymous.get("/console-config.json").is(200);

        assertThat(settings.json()).isEqualTo(Map.of("signIn", "unconfigured"));
        assertThat(settings.header("Cache-Control")).isEqualTo("no-store");
    }
}
