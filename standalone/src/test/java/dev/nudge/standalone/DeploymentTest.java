package dev.nudge.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.yaml.snakeyaml.Yaml;

/** The files that watch Nudge as separate services, and the script for their tokens. */
class DeploymentTest {

    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @ValueSource(strings = {"deploy/prometheus.yml",
            "deploy/grafana/provisioning/datasources/prometheus.yml",
            "deploy/grafana/provisioning/dashboards/nudge.yml"})
    void it_is_yaml(String file) throws IOException {
        assertThat(yaml(file)).isNotEmpty();
    }

    @Test
    void prometheus_scrapes_every_container_of_a_service() throws IOException {
        Map<?, ?> services = map(yaml("docker-compose.yml").get("services"));
        Map<String, Integer> ports = Map.of("api-service", 9080, "engine-service", 9081);
        assertThat(list(yaml("deploy/prometheus.yml").get("scrape_configs"))).hasSize(2).allSatisfy(job -> {
            assertThat(map(job).containsKey("static_configs")).isFalse();
            Map<?, ?> discovery = map(list(map(job).get("dns_sd_configs")).getFirst());
            String service = String.valueOf(list(discovery.get("names")).getFirst());
            assertThat(services.containsKey(service)).as(service).isTrue();
            assertThat(discovery.get("type")).isEqualTo("A");
            assertThat(discovery.get("port")).isEqualTo(ports.get(service));
        });
    }

    @Test
    void the_token_script_creates_tokens_that_the_api_accepts(@TempDir Path keys) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        String first = devToken(keys, "org-1", "ana");
        String second = devToken(keys, "org-1", "ben", "member", "admin");
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withPublicKey(publicKey(keys.resolve("dev-token.pub.pem"))).build();
        assertThat(decoder.decode(first).getClaimAsStringList("roles")).containsExactly("member");
        Jwt read = decoder.decode(second);
        assertThat(read.getSubject()).isEqualTo("ben");
        assertThat(read.getClaimAsString("org")).isEqualTo("org-1");
        assertThat(read.getClaimAsStringList("roles")).containsExactly("member", "admin");
        assertThat(read.getExpiresAt()).isNotNull();
        assertThat(read.getAudience()).containsExactly(String.valueOf(map(map(map(yaml("docker-compose.yml")
                .get("services")).get("api-service")).get("environment"))
                .get("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES")));
    }

    private static String devToken(Path keys, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder(ROOT.resolve("deploy/dev-token").toString());
        script.command().addAll(List.of(arguments));
        script.environment().put("NUDGE_KEYS", keys.toString());
        Process process = script.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }

    private static RSAPublicKey publicKey(Path file) throws Exception {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) Objects.requireNonNull(value);
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return new Yaml().load(Files.readString(ROOT.resolve(file)));
    }
}
