package dev.nudge.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.automation.Channel;
import dev.nudge.testsupport.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** The manifests in {@code deploy/kubernetes}. */
class KubernetesTest {

    static final List<String> SERVICES = DeploymentFiles.SERVICES;
    static final List<String> DIRECTORIES = List.of("base", "components/keda", "overlays/production");

    private static final String NAME = "app.kubernetes.io/name";
    private static final Path BASE = DeploymentFiles.KUBERNETES.resolve("base");
    private static final Path PRODUCTION = DeploymentFiles.KUBERNETES.resolve("overlays/production");
    private static final Path KEDA = DeploymentFiles.KUBERNETES.resolve("components/keda");

    private final List<Manifest> base = manifests(BASE);

    private static List<Manifest> manifests(Path directory) {
        return resources(directory).filter(resource -> resource.endsWith(".yaml"))
                .flatMap(resource -> Manifest.in(directory.resolve(resource)).stream()).toList();
    }

    private static Stream<String> resources(Path directory) {
        return DeploymentFiles.texts(
                DeploymentFiles.yaml(directory.resolve("kustomization.yaml")).path("resources")).stream();
    }

    private Manifest base(String kind, String name) {
        return base.stream().filter(manifest -> manifest.is(kind, name)).findFirst().orElseThrow();
    }

    /** The paths of the probes of a service, which all ask its management port. */
    static Set<String> probes(String service) {
        JsonNode container = manifests(BASE).stream().filter(manifest -> manifest.is("Deployment", service))
                .findFirst().orElseThrow().spec().path("template").path("spec").path("containers").path(0);
        return Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                .map(probe -> container.path(probe).path("httpGet"))
                .peek(probe -> assertThat(probe.path("port").asString()).isEqualTo("management"))
                .map(probe -> probe.path("path").asString()).collect(Collectors.toSet());
    }

    /** Where a service has its metrics. */
    static JsonNode annotations(String service) {
        return manifests(BASE).stream().filter(manifest -> manifest.is("Deployment", service)).findFirst()
                .orElseThrow().spec().path("template").path("metadata").path("annotations");
    }

    @ParameterizedTest
    @FieldSource("DIRECTORIES")
    void a_kustomization_names_each_file_of_its_directory(String directory) throws IOException {
        Path path = DeploymentFiles.KUBERNETES.resolve(directory);
        JsonNode kustomization = DeploymentFiles.yaml(path.resolve("kustomization.yaml"));
        List<String> named = new ArrayList<>(resources(path).filter(resource -> !resource.contains("/")).toList());
        kustomization.path("configMapGenerator")
                .forEach(generator -> named.addAll(DeploymentFiles.texts(generator.path("envs"))));
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> !file.equals(
                    "kustomization.yaml"))).containsExactlyInAnyOrderElementsOf(named);
        }
        assertThat(resources(path).map(path::resolve)).allSatisfy(resource -> assertThat(resource).exists());
    }

    @Test
    void each_manifest_has_the_required_fields_of_its_kind_and_no_others() {
        assertThat(base).hasSizeGreaterThan(8).allSatisfy(manifest -> assertThatCode(manifest::read)
                .as(manifest.name()).doesNotThrowAnyException());
        assertThat(manifests(PRODUCTION)).hasSize(1).allSatisfy(manifest -> assertThatCode(manifest::read)
                .doesNotThrowAnyException());

        String deployment = base("Deployment", "engine-service").json().toString();
        assertThatThrownBy(() -> Manifest.all(deployment.replace("readOnlyRootFilesystem", "readOnlyRoot"))
                .getFirst().read()).hasMessageContaining("readOnlyRoot");
        assertThatThrownBy(() -> Manifest.all(deployment.replace("\"mountPath\":\"/tmp\",", "")
                .replace(",\"mountPath\":\"/tmp\"", "")).getFirst().read()).hasMessageContaining("mountPath");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void the_resources_of_a_service_select_its_pods(String service) {
        JsonNode pods = base("Deployment", service).spec();
        assertThat(pods.path("template").path("metadata").path("labels").path(NAME).asString()).isEqualTo(service);
        assertThat(pods.path("selector").path("matchLabels").path(NAME).asString()).isEqualTo(service);
        assertThat(base("PodDisruptionBudget", service).spec().path("selector").path("matchLabels").path(NAME)
                .asString()).isEqualTo(service);
        assertThat(base("NetworkPolicy", service).spec().path("podSelector").path("matchLabels").path(NAME).asString())
                .isEqualTo(service);
        JsonNode scaled = base("HorizontalPodAutoscaler", service).spec();
        assertThat(scaled.path("scaleTargetRef").path("name").asString()).isEqualTo(service);
        assertThat(scaled.path("minReplicas").asInt()).as("one can be evicted").isGreaterThan(1);
        assertThat(pods.has("replicas")).as("the autoscaler decides").isFalse();
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void ports_are_those_of_the_service(String service) {
        Map<String, Integer> ports = new TreeMap<>();
        container(service).path("ports")
                .forEach(port -> ports.put(port.path("name").asString(), port.path("containerPort").asInt()));
        assertThat(ports).containsEntry("management", DeploymentFiles.managementPort(service));
        assertThat(annotations(service).path("prometheus.io/port").asString())
                .isEqualTo(String.valueOf(DeploymentFiles.managementPort(service)));
        assertThat(probes(service)).containsExactlyInAnyOrder("/actuator/health/liveness",
                "/actuator/health/readiness");
        if (service.equals("api-service")) {
            assertThat(base("Service", service).spec().path("ports").path(0).path("targetPort").asString())
                    .isEqualTo("http");
            assertThat(ports).containsEntry("http", 8080);
        }
    }

    private JsonNode container(String service) {
        JsonNode containers = base("Deployment", service).spec().path("template").path("spec").path("containers");
        assertThat(containers).hasSize(1);
        return containers.path(0);
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void pods_meet_the_restricted_standard_for_pod_security(String service) {
        JsonNode pod = base("Deployment", service).spec().path("template").path("spec");
        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("securityContext").path("seccompProfile").path("type").asString())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        JsonNode security = container(service).path("securityContext");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(DeploymentFiles.texts(security.path("capabilities").path("drop"))).containsExactly("ALL");
        assertThat(manifests(PRODUCTION).getFirst().json().path("metadata").path("labels")
                .path("pod-security.kubernetes.io/enforce").asString()).isEqualTo("restricted");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void secrets_are_files_and_the_temporary_directory_is_a_volume(String service) {
        Map<String, JsonNode> volumes = new TreeMap<>();
        base("Deployment", service).spec().path("template").path("spec").path("volumes")
                .forEach(volume -> volumes.put(volume.path("name").asString(), volume));
        assertThat(volumes).containsOnlyKeys("secrets", "tmp")
                .hasEntrySatisfying("secrets", volume -> assertThat(volume.path("secret").path("secretName").asString())
                        .isEqualTo("nudge-secrets"))
                .hasEntrySatisfying("tmp", volume -> assertThat(volume.has("emptyDir")).isTrue());
        Map<String, String> mounts = new TreeMap<>();
        container(service).path("volumeMounts").forEach(
                mount -> mounts.put(mount.path("name").asString(), mount.path("mountPath").asString()));
        assertThat(mounts).isEqualTo(Map.of("secrets", "/etc/nudge", "tmp", "/tmp"));
        assertThat(settings()).containsEntry("SPRING_CONFIG_IMPORT", "configtree:/etc/nudge/");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void management_ports_are_reached_from_the_monitoring_namespace_only(String service) {
        JsonNode rules = base("NetworkPolicy", service).spec().path("ingress");
        assertThat(DeploymentFiles.texts(base("NetworkPolicy", service).spec().path("policyTypes")))
                .containsExactly("Ingress");
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("ports")).as("a rule without ports is for all ports").isNotEmpty();
            List<String> ports = rule.path("ports").valueStream().map(port -> port.path("port").asString()).toList();
            if (ports.contains("management")) {
                assertThat(rule.path("from")).singleElement().satisfies(from -> assertThat(
                        from.path("namespaceSelector").path("matchLabels").path("kubernetes.io/metadata.name")
                                .asString())
                        .isEqualTo("monitoring"));
            } else {
                assertThat(ports).containsExactly("http");
            }
        });
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = DeploymentFiles.variables(BASE.resolve("settings.env"));
        settings.putAll(DeploymentFiles.variables(PRODUCTION.resolve("settings.env")));
        return settings;
    }

    @Test
    void each_setting_is_one_that_the_services_bind() {
        KnownVariables known = new KnownVariables();
        assertThat(settings().keySet()).allMatch(known::contains);
        assertThat(SERVICES).allSatisfy(service -> assertThat(container(service).has("env")).isFalse());
    }

    @Test
    void the_settings_and_the_mounted_secrets_are_valid_together(@TempDir Path secrets) throws IOException {
        Files.writeString(secrets.resolve("spring.mongodb.uri"), "mongodb://nudge:canary@mongodb/nudge\n");
        Files.writeString(secrets.resolve("nudge.delivery.providers.twilio.auth-token"), "canary\n");
        Files.writeString(secrets.resolve("nudge.delivery.providers.mail.password"), "canary\n");
        Map<String, String> settings = settings();
        settings.put("SPRING_CONFIG_IMPORT", "configtree:" + secrets + "/");

        CheckedSettings.read(settings, (environment, delivery) -> {
            assertThat(environment.getProperty("spring.mongodb.uri")).startsWith("mongodb://nudge:").endsWith("/nudge");
            assertThat(environment.getProperty("spring.kafka.bootstrap-servers")).contains(":9092");
            assertThat(delivery.channels()).containsEntry(Channel.SMS, List.of("twilio"))
                    .containsEntry(Channel.EMAIL, List.of("mail"));
        });
    }

    @Test
    void keda_scales_the_engine_by_the_same_lag_within_the_same_bounds() {
        JsonNode scaler = base("HorizontalPodAutoscaler", "engine-service").spec();
        JsonNode metric = scaler.path("metrics").path(0).path("external");
        Manifest keda = manifests(KEDA).getFirst();
        assertThat(keda.json().path("apiVersion").asString()).isEqualTo("keda.sh/v1alpha1");
        assertThat(keda.kind()).isEqualTo("ScaledObject");
        assertThat(keda.json().propertyNames()).containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
        assertThat(keda.spec().propertyNames()).containsExactlyInAnyOrder("scaleTargetRef", "minReplicaCount",
                "maxReplicaCount", "pollingInterval", "fallback", "advanced", "triggers");
        assertThat(keda.spec().path("scaleTargetRef").path("name").asString()).isEqualTo("engine-service");
        assertThat(keda.spec().path("minReplicaCount")).isEqualTo(scaler.path("minReplicas"));
        assertThat(keda.spec().path("maxReplicaCount")).isEqualTo(scaler.path("maxReplicas"));
        assertThat(keda.spec().path("advanced").path("horizontalPodAutoscalerConfig").path("behavior"))
                .isEqualTo(scaler.path("behavior"));

        JsonNode trigger = keda.spec().path("triggers").path(0);
        JsonNode labels = metric.path("metric").path("selector").path("matchLabels");
        assertThat(trigger.path("type").asString()).isEqualTo("prometheus");
        assertThat(trigger.path("metadata").propertyNames()).containsExactlyInAnyOrder("serverAddress", "query",
                "threshold");
        assertThat(trigger.path("metadata").path("query").asString()).isEqualTo("sum(%s{topic=\"%s\",group=\"%s\"})",
                metric.path("metric").path("name").asString(), labels.path("topic").asString(),
                labels.path("group").asString());
        assertThat(trigger.path("metadata").path("threshold").asString())
                .isEqualTo(metric.path("target").path("averageValue").asString());
    }

    @Test
    void kustomize_composes_valid_manifests() throws IOException {
        Path directory = Files.createDirectories(Path.of("target/kustomize"));
        Tool kubectl = new Tool(directory, Map.of());
        kubectl.require("kubectl is not installed.", "kubectl", "version", "--client");

        List<Manifest> production = Manifest.all(kubectl.run("kubectl", "kustomize", PRODUCTION.toString()));
        assertThat(production).hasSizeGreaterThan(base.size()).allSatisfy(manifest -> {
            assertThatCode(manifest::read).doesNotThrowAnyException();
            if (!manifest.kind().equals("Namespace")) {
                assertThat(manifest.json().path("metadata").path("namespace").asString()).isEqualTo("nudge");
            }
        });
        Manifest settings = production.stream().filter(manifest -> manifest.kind().equals("ConfigMap")).findFirst()
                .orElseThrow();
        assertThat(DeploymentFiles.variables(settings.json().path("data"))).isEqualTo(settings());
        assertThat(production.stream().filter(manifest -> manifest.kind().equals("Deployment"))).hasSize(2)
                .allSatisfy(deployment -> {
                    JsonNode container = deployment.spec().path("template").path("spec").path("containers").path(0);
                    assertThat(container.path("envFrom").path(0).path("configMapRef").path("name").asString())
                            .isEqualTo(settings.name());
                    assertThat(container.path("image").asString())
                            .isEqualTo("registry.example.com/nudge/" + deployment.name() + ":0.1.0");
                });

        Path root = directory.toAbsolutePath();
        Files.writeString(directory.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%s]
                components: [%s]
                """.formatted(root.relativize(PRODUCTION), root.relativize(KEDA)));
        List<Manifest> scaledByKeda = Manifest.all(kubectl.run("kubectl", "kustomize", "."));
        assertThat(scaledByKeda).hasSameSizeAs(production)
                .anyMatch(manifest -> manifest.is("ScaledObject", "engine-service"))
                .noneMatch(manifest -> manifest.is("HorizontalPodAutoscaler", "engine-service"));
    }
}
