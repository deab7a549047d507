package dev.nudge.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.web.WebConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Tokens are issued only for requests to a loopback name, and not for pages of other servers. */
class LoopbackHostsTest {

    private static final String BODY = "{\"userId\": \"ana\", \"organizationId\": \"acme\"}";

    @TempDir
    static Path directory;

    private static @Nullable ConfigurableApplicationContext server;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({TomcatServletWebServerAutoConfiguration.class, WebMvcAutoConfiguration.class,
            HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class})
    @EnableConfigurationProperties(StandaloneProperties.class)
    @Import({WebConfiguration.class, DevelopmentTokens.class})
    static class TokensOnly {}

    @BeforeAll
    static void start() {
        server = new SpringApplicationBuilder(TokensOnly.class).properties("server.forward-headers-strategy=framework")
                .run("--server.port=0", "--nudge.standalone.data-dir=" + directory);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST:8080", "Localhost.", "localhost.:80", "127.0.0.1",
            "127.0.0.1:9", "127.1.2.3", "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]"})
    void a_loopback_name_gets_a_token(String host) {
        assertThat(post("Host: " + host)).startsWith("HTTP/1.1 200").contains("\"token\"");
        assertThat(post("Host: " + host, "Origin: http://" + host)).startsWith("HTTP/1.1 200");
        assertThat(post("Host: " + host, "Origin: HTTP://" + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.com", "127.0.0.1.nip.io", "evil-localhost", "localhost..",
            "xlocalhost", "notlocalhost:8080", "127.0.0.256", "127.1", "0x7f.0.0.1", "2130706433", "0.0.0.0",
            "0177.0.0.1", "[::]", "[::2]", "[::ffff:10.0.0.1]", "10.0.0.1", "192.168.1.5:8080", "localhost.localdomain",
            "app.localhost", "128.0.0.1", "localhost-", "-localhost"})
    void other_host_names_are_refused(String host) {
        String refused = post("Host: " + host, "X-Forwarded-Host: localhost", "Forwarded: host=localhost");

        assertThat(refused).doesNotContain("\"token\"").startsWith("HTTP/1.1 4").contains("application/problem+json",
                "no-store", "nosniff");
    }

    @Test
    void the_refusal_says_what_to_do() {
        assertThat(post("Host: evil.example")).startsWith("HTTP/1.1 403").contains("urn:nudge:error:forbidden",
                "Expected localhost, 127.0.0.1 or [::1] in Host", "Call http://localhost");
        assertThat(post("Host: localhost:80", "Origin: http://evil.example")).startsWith("HTTP/1.1 403")
                .contains("urn:nudge:error:forbidden", "Expected no Origin, or the one of this server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "http://evil.example", "https://localhost:8080", "http://localhost",
            "http://localhost:81",
            "http://localhost:8080/", "http://localhost:8080.evil.com", "http://x@localhost:8080", "localhost:8080", "",
            "http://127.0.0.1:8080", "file://"})
    void other_origins_are_refused(String origin) {
        assertThat(post("Host: localhost:8080", "Origin: " + origin)).startsWith("HTTP/1.1 403")
                .doesNotContain("\"token\"");
    }

    @Test
    void a_repeated_header_is_refused() {
        assertThat(post("Host: localhost", "Host: localhost")).startsWith("HTTP/1.1 4").doesNotContain("\"token\"");
        assertThat(post("Host: localhost", "Host: evil.example")).startsWith("HTTP/1.1 4").doesNotContain("\"token\"");
        assertThat(post("Host: localhost", "Origin: http://localhost", "Origin: http://localhost"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void the_target_of_the_request_does_not_replace_the_host() {
        assertThat(send("POST http://localhost/dev/token HTTP/1.1", "Host: evil.example")).startsWith("HTTP/1.1 4")
                .doesNotContain("\"token\"");
        assertThat(send("POST http://evil.example/dev/token HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 4")
                .doesNotContain("\"token\"");
        assertThat(send("POST http://evil.example/dev/token HTTP/1.1", "Host: evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(send("POST http://localhost@evil.example/dev/token HTTP/1.1", "Host: evil.example"))
                .doesNotContain("\"token\"");
        assertThat(send("POST /dev/token HTTP/1.1", "Host: localhost@evil.example")).doesNotContain("\"token\"");
        assertThat(send("POST /dev/token HTTP/1.1", "Host: evil.example@localhost")).doesNotContain("\"token\"");
        assertThat(send("POST http://localhost/dev/token HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 200");
    }

    @Test
    void requests_without_a_host_are_refused() {
        assertThat(send("POST /dev/token HTTP/1.0")).startsWith("HTTP/1.1 403");
        assertThat(send("POST /dev/token HTTP/1.1")).startsWith("HTTP/1.1 400");
        assertThat(post("Host:")).startsWith("HTTP/1.1 4").doesNotContain("\"token\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/token/", "/dev/token?x", "/DEV/token", "/dev/./token", "/dev//token", "/dev/token;x",
            "/%64ev/token", "/x/../dev/token"})
    void other_spellings_of_the_path_are_refused(String path) {
        assertThat(send("POST " + path + " HTTP/1.1", "Host: evil.example")).startsWith("HTTP/1.1 4")
                .doesNotContain("\"token\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "QUERY", "PROPFIND", "TRACE", "DELETE"})
    void other_methods_are_answered_with_the_allowed_ones(String method) {
        assertThat(send(method + " /dev/token HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 405")
                .contains("\r\nAllow: POST\r\n", "urn:nudge:error:method-not-allowed", "no-store", "nosniff");
        assertThat(send("OPTIONS /dev/token HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 200")
                .contains("\r\nAllow: POST,OPTIONS\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"an\\u200ba", "\\ud83d", "a\\u0000", "a\\n", "\\u202eana", "\\u2028", "\\u00a0",
            "a\\ufe0f"})
    void a_user_id_with_an_invisible_character_is_refused(String user) {
        assertThat(exchange(BODY.replace("ana", user), "POST /dev/token HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 400").contains("/userId", "urn:nudge:error:validation");
    }

    private static String post(String... headers) {
        String[] lines = new String[headers.length + 1];
        lines[0] = "POST /dev/token HTTP/1.1";
        System.arraycopy(headers, 0, lines, 1, headers.length);
        return send(lines);
    }

    private static String send(String... lines) {
        return exchange(BODY, lines);
    }

    private static String exchange(String body, String... lines) {
        String head = String.join("\r\n", lines) + "\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        int port = server == null
                ? 0
                : server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
