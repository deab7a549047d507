package dev.nudge.standalone.deployment;

import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A resource for Kubernetes. */
record Manifest(JsonNode json) {

    private static final Map<String, Class<?>> MODELS = Map.of("v1/ConfigMap", V1ConfigMap.class, "v1/Namespace",
            V1Namespace.class, "v1/Service", V1Service.class, "apps/v1/Deployment", V1Deployment.class,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class, "networking.k8s.io/v1/NetworkPolicy",
            V1NetworkPolicy.class, "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class);

    /** The documents of a text in YAML. */
    static List<Manifest> all(String text) {
        return DeploymentFiles.documents(text).stream().map(Manifest::new).toList();
    }

    static List<Manifest> in(Path file) {
        return all(DeploymentFiles.text(file));
    }

    String kind() {
        return json.path("kind").asString();
    }

    String name() {
        return json.path("metadata").path("name").asString();
    }

    boolean is(String kind, String name) {
        return kind().equals(kind) && name().equals(name);
    }

    JsonNode spec() {
        return json.path("spec");
    }

    /**
     * As Kubernetes does with strict validation: fails for an unknown or missing field, or a value of another type. A
     * resource of another group, such as KEDA's, has no model here.
     */
    Object read() {
        Class<?> model = MODELS.get(json.path("apiVersion").asString() + "/" + kind());
        if (model == null) {
            throw new IllegalArgumentException("Expected a known kind but found " + kind() + " " + name());
        }
        return JSON.deserialize(json.toString(), model);
    }
}
