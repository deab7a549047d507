package dev.nudge.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.ProviderSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code docker-compose.yml} and the image of the services. */
class ComposeTest {

    static final List<String> SERVICES = DeploymentFiles.SERVICES;

    private static final Path FILE = Path.of("docker-compose.yml");
    private static final Pattern COPIED_FROM_THE_CONTEXT = Pattern.compile("(?m)^COPY (?!--from)(.+) \\S+$");

    private final JsonNode compose = DeploymentFiles.yaml(FILE);
    private final String image = DeploymentFiles.text(Path.of("deploy/Dockerfile"));

    private JsonNode service(String name) {
        return compose.path("services").path(name);
    }

    /** The variables of a service in {@code docker-compose.yml}. */
    static Map<String, String> variables(String service) {
        return DeploymentFiles
                .variables(DeploymentFiles.yaml(FILE).path("services").path(service).path("environment"));
    }

    @Test
    void the_file_matches_the_schema_of_compose_files() {
        String published = DeploymentFiles
                .text(Path.of("standalone/src/test/resources/compose-spec/compose-spec.json"));
        // Its own address is relative.
        String address = "https://nudge.example/compose_spec.json";
        Schema schema = SchemaRegistry.withDialect(Dialects.getDraft202012(),
                registry -> registry.schemas(Map.of(address, published))).getSchema(SchemaLocation.of(address));

        assertThat(schema.validate(compose)).isEmpty();
        JsonNode misspelled = compose.deepCopy();
        ((ObjectNode) misspelled.path("services").path("kafka")).put("imgae", "kafka");
        assertThat(schema.validate(misspelled)).isNotEmpty();
    }

    @Test
    void it_starts_everything_that_is_needed_to_run_and_watch_nudge() {
        assertThat(compose.path("services").propertyNames()).containsExactlyInAnyOrder("kafka", "mongodb",
                "api-service", "engine-service", "mailpit", "prometheus", "grafana");
        assertThat(service("engine-service").has("ports")).as("one port cannot be published by several engines")
                .isFalse();
        assertThat(service("engine-service").has("container_name")).isFalse();
    }

    @Test
    void each_service_has_a_health_check_and_waits_for_services_that_have_one() {
        compose.path("services").forEachEntry((name, service) -> {
            assertThat(service.path("healthcheck").path("test").isEmpty()).as(name).isFalse();
            service.path("depends_on").forEachEntry((needed, dependency) -> {
                assertThat(compose.path("services").has(needed)).as(needed).isTrue();
                assertThat(dependency.path("condition").asString()).as(name).isEqualTo("service_healthy");
            });
        });
    }

    @Test
    void every_file_that_is_mounted_exists() {
        List<String> mounts = new ArrayList<>();
        compose.path("services").forEach(service -> mounts.addAll(DeploymentFiles.texts(service.path("volumes"))));
        assertThat(mounts).anyMatch(mount -> mount.startsWith("./"));
        for (String mount : mounts) {
            String source = mount.substring(0, mount.indexOf(':'));
            if (!source.startsWith("./")) {
                assertThat(compose.path("volumes").has(source)).as(mount).isTrue();
            } else if (!source.equals("./deploy/keys")) { // created by deploy/dev-token
                assertThat(DeploymentFiles.ROOT.resolve(source)).exists();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void each_variable_of_a_service_is_one_that_it_binds(String name) {
        KnownVariables known = new KnownVariables();
        assertThat(known.contains("SPRING_KAFKA_BOOTSTRAP_SERVERSS")).isFalse();

        assertThat(variables(name)).containsEntry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "kafka:19092")
                .containsKey("SPRING_MONGODB_URI");
        assertThat(variables(name).keySet()).allMatch(known::contains);
        assertThat(service("kafka").path("environment").path("KAFKA_ADVERTISED_LISTENERS").asString())
                .contains("kafka:19092");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void e_mails_go_to_the_mailbox_of_this_machine(String name) {
        CheckedSettings.read(variables(name), (_, delivery) -> {
            assertThat(delivery.channels()).containsEntry(Channel.EMAIL, List.of("mailpit"));
            assertThat(delivery.provider("mailpit"))
                    .isInstanceOfSatisfying(ProviderSettings.Smtp.class, mailbox -> {
                        assertThat(compose.path("services").has(mailbox.host())).isTrue();
                        assertThat(mailbox.port()).as("the port at which Mailpit takes e-mails").isEqualTo(1025);
                    });
        });
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void a_service_has_no_privileges_and_writes_to_tmp_only(String name) {
        JsonNode service = service(name);
        assertThat(service.path("read_only").asBoolean()).isTrue();
        assertThat(DeploymentFiles.texts(service.path("tmpfs"))).containsExactly("/tmp");
        assertThat(DeploymentFiles.texts(service.path("cap_drop"))).containsExactly("ALL");
        assertThat(DeploymentFiles.texts(service.path("security_opt"))).containsExactly("no-new-privileges:true");
        assertThat(image).containsPattern("(?m)^USER [1-9][0-9]+$");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void the_health_check_of_a_service_asks_its_management_port(String name) {
        assertThat(DeploymentFiles.texts(service(name).path("healthcheck").path("test"))).containsExactly("CMD",
                "bin/health-check", String.valueOf(DeploymentFiles.managementPort(name)));
        assertThat(service(name).path("build").path("args").path("MODULE").asString()).isEqualTo(name);
    }

    @Test
    void the_image_starts_the_layers_of_the_jar_with_the_cache_of_its_training_run() {
        assertThat(image).contains("extract --layers", "RUN bin/aot-cache /nudge\n", """
                ENTRYPOINT ["java", "@/nudge/bin/jvm-options", "-XX:AOTCache=/nudge/nudge.aot", \
                "-jar", "/nudge/nudge.jar"]""");
        List<String> layers = List.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application");
        assertThat(image).containsSubsequence(
                layers.stream().map(layer -> "COPY --from=extracted /extracted/" + layer + "/ ./").toList());
        assertThat(DeploymentFiles.text(Path.of("deploy/aot-cache"))).contains("-XX:AOTCacheOutput=\"$PWD/nudge.aot\"",
                "/jvm-options");
    }

    @Test
    void every_file_that_the_image_copies_is_in_the_context_of_its_build() {
        List<String> context = DeploymentFiles.text(Path.of(".dockerignore")).lines().toList();
        List<String> copied = COPIED_FROM_THE_CONTEXT.matcher(image).results()
                .flatMap(copy -> Pattern.compile(" ").splitAsStream(copy.group(1))).toList();

        assertThat(copied).contains("deploy/health-check", "${MODULE}/target/${MODULE}-*-exec.jar");
        assertThat(context).contains("*", "!*/target/*-exec.jar");
        for (String file : copied) {
            if (!file.startsWith("${MODULE}")) {
                assertThat(DeploymentFiles.ROOT.resolve(file)).exists();
                assertThat(context).contains("!" + file);
            }
        }
    }
}
