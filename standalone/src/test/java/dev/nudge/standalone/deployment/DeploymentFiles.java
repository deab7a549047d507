package dev.nudge.standalone.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the files of the project from which Nudge is deployed. */
final class DeploymentFiles {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");
    static final List<String> SERVICES = List.of("api-service", "engine-service");

    private static final JsonMapper MAPPER = new JsonMapper();

    private DeploymentFiles() {}

    static String text(Path file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** The only document of a file, with merged keys in their places. */
    static JsonNode yaml(Path file) {
        return MAPPER.valueToTree(new Yaml().load(text(file)));
    }

    /** Each document of a text. */
    static List<JsonNode> documents(String text) {
        return StreamSupport.stream(new Yaml().loadAll(text).spliterator(), false)
                .<JsonNode>map(MAPPER::valueToTree).toList();
    }

    /** A file with a variable in each line. */
    static Map<String, String> variables(Path file) {
        Map<String, String> variables = new LinkedHashMap<>();
        text(file).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split("=", 2))
                .forEach(pair -> variables.put(pair[0], pair[1]));
        return variables;
    }

    static Map<String, String> variables(JsonNode object) {
        Map<String, String> variables = new LinkedHashMap<>();
        object.forEachEntry((name, value) -> variables.put(name, value.asString()));
        return variables;
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    /** The port of a service's health and metrics. */
    static int managementPort(String service) {
        MutablePropertySources sources = new MutablePropertySources();
        try {
            new YamlPropertySourceLoader()
                    .load(service,
                            new FileSystemResource(ROOT.resolve(service + "/src/main/resources/application.yml")))
                    .forEach(sources::addLast);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        PropertySourcesPropertyResolver settings = new PropertySourcesPropertyResolver(sources);
        return settings.getProperty("management.server.port", Integer.class,
                settings.getProperty("server.port", Integer.class, 8080));
    }
}
