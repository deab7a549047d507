package dev.nudge.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Contract;
import dev.nudge.api.support.Description;
import dev.nudge.api.support.Description.Route;
import dev.nudge.api.support.Lenience;
import dev.nudge.api.support.RefusedAlthoughValid;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.condition.Operator;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Reason;
import dev.nudge.event.Note;
import dev.nudge.infrastructure.suppression.Suppressions;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The API's description is correct; {@link Contract} validates every response of every test against it. */
@ApiTest
class OpenApiTest {

    private static final String WRITE = "nudge.openapi.write";
    /** Conditional rules, which client generators ignore. */
    private static final Pattern CONDITIONAL = Pattern.compile("/(if|then|else|not|dependentSchemas)(/|$)");

    private final Description description = Description.checkedIn();

    @Autowired
    private Api api;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Test
    void the_description_and_its_page_are_public() {
        Client anonymous = api.anonymous();

        assertThat(anonymous.get("/v3/api-docs").is(200).json()).containsEntry("openapi", "3.1.0");
        assertThat(anonymous.get("/swagger-ui.html").is(302).header("Location")).endsWith("/swagger-ui/index.html");
        assertThat(anonymous.get("/swagger-ui/index.html").is(200).text()).contains("swagger-ui-bundle.js");
    }

    @Test
    void the_copy_in_the_documentation_is_current() throws IOException {
        String served = Description.indented(api.anonymous().get("/v3/api-docs").is(200).text());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(Description.FILE, served);
        }

        assertThat(Files.readString(Description.FILE))
                .as("to update docs/openapi.json, run: mvn verify -pl api-service -am -Dtest=OpenApiTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true")
                .isEqualTo(served);
    }

    @Test
    void exactly_the_existing_routes_are_described() {
        List<String> described = description.routes().stream().map(route -> route.method() + " " + route.path())
                .toList();

        assertThat(described).doesNotHaveDuplicates().hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(mappings.getHandlerMethods().keySet().stream()
                        .flatMap(OpenApiTest::routes)
                        .filter(route -> route.contains(" /api/") || route.endsWith(" /console-config.json"))
                        .toList());
    }

    private static Stream<String> routes(RequestMappingInfo mapping) {
        return mapping.getPatternValues().stream().flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                .map(RequestMethod::name).map(method -> method + " " + path));
    }

    @Test
    void a_public_parser_finds_no_errors() throws IOException {
        assertThat(new OpenAPIV3Parser().readContents(Files.readString(Description.FILE)).getMessages()).isEmpty();
    }

    @Test
    void each_schema_is_valid_and_each_reference_resolves() {
        List<String> schemas = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        walk("", description.document(), (pointer, node) -> {
            if (node.has("schema")) {
                schemas.add(pointer + "/schema");
            }
            if (node.path("$ref").isString() && !description.has(node.get("$ref").stringValue().substring(1))) {
                broken.add(pointer);
            }
        });

        assertThat(broken).isEmpty();
        description.document().at("/components/schemas").propertyNames()
                .forEach(name -> schemas.add("/components/schemas/" + name));
        assertThat(schemas).hasSizeGreaterThan(100)
                .allSatisfy(schema -> assertThat(description.schemaErrors(schema)).as(schema).isEmpty());
    }

    @Test
    void it_contains_no_constructs_that_client_generators_misinterpret() {
        walk("", description.document(), (pointer, node) -> {
            assertThat(node.propertyNames()).as(pointer).doesNotContain("oneOf", "anyOf", "allOf");
            assertThat(node.path("type").stringValue("")).as(pointer).isNotEqualTo("null");
            assertThat(node.path("const").isBoolean()).as(pointer).isFalse();
            if (node.path("enum").isArray()) {
                assertThat(node.path("enum").toString().contains("null") && node.has("type")).as(pointer).isFalse();
            }
            if (node.path("type").stringValue("").equals("object") && !CONDITIONAL.matcher(pointer).find()) {
                assertThat(node.has("additionalProperties")).as(pointer + " defines additionalProperties").isTrue();
            }
        });
    }

    @Test
    void every_body_has_a_named_schema_and_an_example() {
        walk("", description.document(), (pointer, node) -> node.path("content").forEachEntry((type, content) -> {
            String at = pointer + "/content/" + type;
            assertThat(content.at("/schema/$ref").stringValue("")).as(at).startsWith("#/components/schemas/");
            assertThat(content.has("example") || type.equals("application/merge-patch+json")).as(at).isTrue();
            if (type.equals("application/problem+json")) {
                assertThat(content.get("schema").toString()).as(at)
                        .isEqualTo("{\"$ref\":\"#/components/schemas/Problem\"}");
            }
        }));
    }

    @Test
    void rejections_of_schema_valid_requests_are_described() {
        RefusedAlthoughValid.check(description);
        Lenience.check(description);
    }

    @Test
    void every_example_matches_its_schema() {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        walk("", description.document(), (pointer, node) -> {
            if (node.has("schema") && node.has("example")) {
                examples.put(pointer + "/schema", node.get("example"));
            }
        });
        walk("/components/schemas", description.at("/components/schemas"), (pointer, node) -> {
            if (node.path("examples").isArray() && !pointer.endsWith("/properties")) {
                examples.put(pointer, node.get("examples").get(0));
            }
        });

        assertThat(examples).hasSizeGreaterThan(30);
        assertThat(examples).allSatisfy(
                (schema, example) -> assertThat(description.violations(schema, example)).as(schema).isEmpty());
    }

    @Test // K3, R3
    void enumerations_match_the_code() {
        assertThat(words("/components/schemas/Outcome/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(Outcome.values()).map(Enum::name).toList());
        assertThat(words("/components/schemas/Reason/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(Reason.values()).map(Enum::name).toList());
        assertThat(words("/components/schemas/Channel/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(Channel.values()).map(Channel::json).toList());
        assertThat(words("/components/schemas/NoteCode/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(Note.values()).map(Enum::name).toList());
        assertThat(words("/components/schemas/WarningCode/enum"))
                .containsAll(words("/components/schemas/NoteCode/enum"));
        assertThat(words("/components/schemas/AddressKind/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(AddressKind.values()).map(AddressKind::json).toList());
        assertThat(words("/components/schemas/SuppressionSource/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(Suppressions.Source.values()).map(Enum::name).toList());
        assertThat(words("/components/schemas/Operator/enum")).containsExactlyInAnyOrderElementsOf(
                Stream.of(Operator.values()).map(Operator::json).toList());
    }

    private List<String> words(String pointer) {
        return description.at(pointer).valueStream().map(JsonNode::stringValue).toList();
    }

    @Test
    void every_route_has_a_summary_a_tag_and_a_request_example() {
        for (Route route : description.routes()) {
            JsonNode operation = description.at(route.pointer());
            assertThat(operation.path("summary").stringValue("")).as(route.path()).isNotBlank();
            assertThat(operation.path("tags").size()).as(route.path()).isEqualTo(1);
            if (route.path().startsWith("/api/")) {
                assertThat(operation.at("/responses").propertyNames()).as(route.path()).contains("400", "401", "503");
            }
            if (operation.has("requestBody")) {
                assertThat(operation.at("/requestBody/content").valueStream().findFirst().orElseThrow().has("example"))
                        .as(route.path()).isTrue();
            }
        }
    }

    private static void walk(String pointer, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject()) {
            visitor.accept(pointer, node);
            node.forEachEntry((name, child) -> {
                if (!name.equals("example")) {
                    walk(pointer + "/" + Description.escaped(name), child, visitor);
                }
            });
        } else {
            for (int i = 0; i < node.size(); i++) {
                walk(pointer + "/" + i, node.get(i), visitor);
            }
        }
    }
}
