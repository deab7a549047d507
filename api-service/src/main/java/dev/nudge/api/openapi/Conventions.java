package dev.nudge.api.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds what all routes under {@code /api} have in common to the description: authentication, rate limits, error
 * responses, and idempotency keys for each POST.
 */
final class Conventions {

    private static final Map<String, String> EVERYWHERE = Map.of("400", "Invalid", "401", "Unauthenticated", "406",
            "NotAcceptable", "414", "UriTooLong", "429", "RateLimited", "431", "HeadersTooLarge", "503", "Unavailable");
    private static final Map<String, String> WITH_A_BODY = Map.of("408", "RequestTimeout", "413", "TooLarge", "415",
            "UnsupportedMediaType");
    /** A POST with a key reads its body, even if the route takes none, so that the body can be too large. */
    private static final Map<String, String> OF_A_POST = Map.of("408", "RequestTimeout", "409", "InProgress", "413",
            "TooLarge", "422", "Mismatch");
    private static final Set<String> CHANGE_CONFIGURATION = Set.of("createAutomation", "replaceAutomation",
            "deleteAutomation", "changePreference", "changeMe", "saveTemplate", "deleteTemplate",
            "replaceOrganization");

    private Conventions() {}

    static void addTo(OpenAPI api) {
        Components components = api.getComponents();
        components.getResponses().forEach((name, response) -> {
            if (!name.equals("Unauthenticated")) { // without a caller, there is no limit to report
                addRateLimit(response);
            }
        });
        api.getPaths().forEach((path, routes) -> {
            if (path.startsWith("/api/")) {
                routes.readOperationsMap().forEach(Conventions::addTo);
            }
        });
    }

    private static void addTo(HttpMethod method, Operation operation) {
        ApiResponses responses = operation.getResponses();
        responses.values().stream().filter(response -> response.get$ref() == null)
                .forEach(Conventions::addRateLimit);
        if (method == HttpMethod.POST) {
            operation.addParametersItem(new Parameter().$ref("IdempotencyKey"));
            responses.values().stream().filter(response -> response.get$ref() == null)
                    .forEach(response -> response.addHeaderObject("Idempotent-Replayed",
                            new Header().$ref("IdempotentReplayed")));
            addErrorResponses(responses, OF_A_POST);
        }
        if (CHANGE_CONFIGURATION.contains(operation.getOperationId())) {
            responses.forEach((status, response) -> {
                if (status.startsWith("2")) {
                    response.addHeaderObject("Nudge-Published", new Header().$ref("Published"));
                }
            });
        }
        if (operation.getRequestBody() != null) {
            addErrorResponses(responses, WITH_A_BODY);
        }
        addErrorResponses(responses, EVERYWHERE);
        Map<String, ApiResponse> inOrder = new TreeMap<>(responses);
        responses.clear();
        responses.putAll(inOrder);
    }

    private static void addErrorResponses(ApiResponses responses, Map<String, String> namesByStatus) {
        namesByStatus.forEach((status, name) -> responses.putIfAbsent(status, new ApiResponse().$ref(name)));
    }

    private static void addRateLimit(ApiResponse response) {
        response.addHeaderObject("RateLimit", new Header().$ref("RateLimit"));
        response.addHeaderObject("RateLimit-Policy", new Header().$ref("RateLimitPolicy"));
    }
}
