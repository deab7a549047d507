package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures as Twilio makes them: its published example, and what its own package for Node.js computes. */
class TwilioSignatureTest {

    private static final String TOKEN = "12345";
    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final Map<String, List<String>> CALL = Map.of("CallSid", List.of("CA1234567890ABCDE"), "Caller",
            List.of("+12349013030"), "Digits", List.of("1234"), "From", List.of("+12349013030"), "To",
            List.of("+18005551212"));
    private static final String SIGNATURE = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";

    @Test
    void the_published_example_is_valid() {
        assertThat(TwilioSignature.isValid(TOKEN, URL, CALL, SIGNATURE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0/KCTR6DLpKmkAf8muzZqo1nDgQ", "0/KCTR6DLpKmkAf8muzZqo1nDgA=", "é", "*"})
    void another_signature_is_not(String signature) {
        assertThat(TwilioSignature.isValid(TOKEN, URL, CALL, signature)).isFalse();
    }

    @Test
    void each_part_of_the_request_is_signed() {
        Map<String, List<String>> more = new TreeMap<>(CALL);
        more.put("MessageStatus", List.of("delivered"));
        Map<String, List<String>> other = new TreeMap<>(CALL);
        other.put("Digits", List.of("1235"));

        assertThat(TwilioSignature.isValid("12346", URL, CALL, SIGNATURE)).isFalse();
        assertThat(TwilioSignature.isValid(TOKEN, URL + "&bar=3", CALL, SIGNATURE)).isFalse();
        assertThat(TwilioSignature.isValid(TOKEN, URL.replace("https", "http"), CALL, SIGNATURE)).isFalse();
        assertThat(TwilioSignature.isValid(TOKEN, URL, more, SIGNATURE)).isFalse();
        assertThat(TwilioSignature.isValid(TOKEN, URL, other, SIGNATURE)).isFalse();
        assertThat(TwilioSignature.isValid(TOKEN, URL, Map.of(), SIGNATURE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"https://example.com/a?b=1, https://example.com:443/a?b=1",
            "https://example.com:443/a, https://example.com/a", "http://example.com/a, http://example.com:80/a",
            "https://example.com:8443/a, https://example.com/a",
            "https://example.com:8443/a, https://example.com:8443/a", "https://example.com, https://example.com:443",
            "https://[2001:db8::1]/a, https://[2001:db8::1]:443/a"})
    void the_port_may_be_signed_or_not(String known, String signed) {
        assertThat(TwilioSignature.isValid(TOKEN, known, CALL, TwilioSignature.of(TOKEN, signed, CALL))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"https://example.com/a, https://example.com:8443/a", "https://example.com/a, https://example.org/a",
            "https://example.com:443/a, http://example.com:443/a", "https://example.com/a:80, https://example.com/a"})
    void another_port_or_host_is_not_the_same(String known, String signed) {
        assertThat(TwilioSignature.isValid(TOKEN, known, CALL, TwilioSignature.of(TOKEN, signed, CALL))).isFalse();
    }

    @Test
    void twilios_package_computes_the_same() throws IOException {
        Tool node = new Tool(Files.createDirectories(Path.of("target/twilio").toAbsolutePath()), Map.of());
        Path sources = Path.of("src/test/clients/twilio").toAbsolutePath();
        node.require("Node.js 20 or later is not installed (Debian: apt-get install nodejs npm)", "node", "-e",
                "process.exit(Number(parseInt(process.versions.node) < 20))");
        node.require("npm is not installed (Debian: apt-get install npm)", "npm", "--version");
        for (String file : List.of("package.json", "package-lock.json", "sign.js")) {
            Files.copy(sources.resolve(file), node.directory().resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        node.install(sources.resolve("package-lock.json"), "npm", "ci", "--no-audit", "--no-fund");
        List<Sample> samples = samples();
        Files.writeString(node.directory().resolve("requests.jsonl"),
                samples.stream().map(Sample::toJson).collect(Collectors.joining("\n")));

        String signatures = node.run("node", "sign.js", "requests.jsonl");

        assertThat(signatures.lines()).containsExactlyElementsOf(samples.stream()
                .map(sample -> TwilioSignature.of(sample.token(), sample.url(), sample.form())).toList());
    }

    private record Sample(String token, String url, Map<String, List<String>> form) {

        String toJson() {
            Map<String, Object> parameters = new TreeMap<>();
            form.forEach((name, values) -> parameters.put(name, values.size() == 1 ? values.getFirst() : values));
            return new String(JsonCodec.write(Map.of("token", token, "url", url, "parameters", parameters)),
                    StandardCharsets.UTF_8);
        }
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(new Sample(TOKEN, URL, CALL),
                new Sample("t", "https://example.com:8443/s?a=%20&b", Map.of()),
                new Sample("t", "https://example.com/s", Map.of("Body", List.of(""), "NumMedia", List.of("0"))),
                new Sample("t", "https://example.com/s", Map.of("Media", List.of("b", "a", "b", ""), "a",
                        List.of("Z", "é", "\uD83D\uDE00", "～")))));
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            Map<String, List<String>> form = new TreeMap<>();
            for (int name = random.nextInt(6); name > 0; name--) {
                form.put(text(random), IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(_ -> text(random))
                        .toList());
            }
            samples.add(new Sample("token" + i, URL + i, form));
        }
        return samples;
    }

    private static String text(Random random) {
        List<String> characters = Arrays.asList("a", "B", "0", " ", "&", "=", "+", "_", "ü", "\uD83D\uDE00", "～");
        return IntStream.rangeClosed(0, random.nextInt(5)).mapToObj(_ -> characters.get(random.nextInt(11)))
                .collect(Collectors.joining());
    }

    @Test
    void a_callback_url_names_the_message_and_its_lead() {
        assertThat(CallbackUrls.twilioStatus(URI.create("https://example.com/nudge"), "acme", "m-1", "lead 7&+/é"))
                .hasToString("https://example.com/nudge/callbacks/twilio/acme/status?message=m-1"
                        + "&lead=lead%207%26%2B%2F%C3%A9");
    }
}
