package dev.nudge.api.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checked-in description of the API, its routes and its schemas. */
public final class Description {

    public static final Path FILE = Path.of("../docs/openapi.json");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final String ADDRESS = "https://nudge.example/openapi.json";
    private static final Schema META = SchemaRegistry.withDialect(Dialects.getDraft202012())
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    private static final Description CHECKED_IN = of(read());

    private final JsonNode document;
    private final SchemaRegistry schemas;
    private final List<Route> routes;
    private final Map<String, Schema> schemasByPointer = new ConcurrentHashMap<>();

    private Description(JsonNode document) {
        this.document = document;
        this.schemas = SchemaRegistry.withDialect(Dialects.getOpenApi31(),
                registry -> registry.schemas(Map.of(ADDRESS, document.toString())));
        this.routes = routes(document);
    }

    public static Description checkedIn() {
        return CHECKED_IN;
    }

    private static String read() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Description of(String text) {
        return new Description(json(text));
    }

    /** An operation and the pattern of its paths; the pointer locates it in the description. */
    public record Route(String method, String path, String pointer, Pattern pattern) {

        boolean takes(String requestPath) {
            return pattern.matcher(requestPath).matches();
        }
    }

    private static List<Route> routes(JsonNode document) {
        List<Route> routes = new ArrayList<>();
        document.get("paths").forEachEntry((path, operations) -> operations.forEachEntry((method, _) -> {
            if (!method.equals("parameters")) {
                Pattern pattern = Pattern.compile(Matcher.quoteReplacement(path).replaceAll("\\{[^}]*}", "[^/]+"));
                routes.add(new Route(method.toUpperCase(Locale.ROOT), path, "/paths/" + escaped(path) + "/" + method,
                        pattern));
            }
        }));
        routes.sort(Comparator.comparing(route -> route.path().contains("{"))); // concrete paths come first
        return routes;
    }

    public List<Route> routes() {
        return routes;
    }

    public Optional<Route> route(String method, String path) {
        return routes.stream().filter(route -> route.method().equals(method) && route.takes(path)).findFirst();
    }

    public JsonNode document() {
        return document;
    }

    /** The node at a pointer, after resolving a reference. */
    public JsonNode at(String pointer) {
        return document.at(resolved(pointer));
    }

    /** The pointer itself, or the target of the reference there. */
    public String resolved(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isString() ? resolved(reference.stringValue().substring(1)) : pointer;
    }

    public boolean has(String pointer) {
        return !document.at(pointer).isMissingNode();
    }

    /** The pointers to an operation's parameters, including those of its path. */
    public List<String> parameters(Route route) {
        List<String> pointers = new ArrayList<>();
        String path = route.pointer().substring(0, route.pointer().lastIndexOf('/'));
        for (String owner : List.of(path, route.pointer())) {
            for (int i = 0; i < document.at(owner + "/parameters").size(); i++) {
                pointers.add(resolved(owner + "/parameters/" + i));
            }
        }
        return pointers;
    }

    /** The violations of the schema at a pointer by a value. */
    public List<String> violations(String pointer, JsonNode value) {
        Schema schema = schemasByPointer.computeIfAbsent(pointer,
                at -> schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + at)));
        return schema.validate(value, execution -> execution
                .executionConfig(config -> config.formatAssertionsEnabled(true))).stream().map(Error::toString)
                .toList();
    }

    /** The errors in the schema at a pointer. */
    public List<String> schemaErrors(String pointer) {
        return META.validate(document.at(pointer)).stream().map(Error::toString).toList();
    }

    /** Parses the body of a request or a response. */
    public static JsonNode json(String text) {
        return MAPPER.readTree(text.getBytes(UTF_8)); // which may begin with a byte order mark
    }

    public static JsonNode json(Object value) {
        return MAPPER.readTree(JsonCodec.write(value));
    }

    /** The same, formatted for readers. */
    public static String indented(String text) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json(text)) + "\n";
    }

    public static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    public static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
