package dev.nudge.api.fuzz;

import dev.nudge.api.support.Contract;
import dev.nudge.api.support.Description;
import dev.nudge.api.support.Description.Route;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Generates random valid values from the description's schemas and their examples. */
public final class Sampler {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int TRIES = 10;
    private static final int MAX_DEPTH = 12;
    private static final String PROPERTIES = "/properties/";

    private final Description description;
    private final Random random;

    public Sampler(Description description, Random random) {
        this.description = description;
        this.random = random;
    }

    /** A body that a route accepts; the example if no random one is found. */
    public JsonNode body(Route route) {
        String content = route.pointer() + "/requestBody/content/application~1json";
        for (int i = 0; i < TRIES; i++) {
            JsonNode body = value(content + "/schema", 0);
            if (Contract.isValidBody(route, body.toString())) {
                return body;
            }
        }
        return description.at(content + "/example");
    }

    public JsonNode value(String pointer) {
        return value(pointer, 0);
    }

    private JsonNode value(String reference, int depth) {
        String pointer = description.resolved(reference);
        JsonNode schema = description.document().at(pointer);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return oneOf(schema.get("enum"));
        }
        if (schema.has("examples") && random.nextInt(4) > 0) {
            return schema.get("examples").get(0);
        }
        return switch (type(schema)) {
            case "object" -> object(pointer, schema, depth);
            case "array" -> array(pointer, schema, depth);
            case "integer" -> integer(schema);
            case "number" -> JSON.numberNode(random.nextInt(2_000) / 16.0);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "null" -> JSON.nullNode();
            default -> text(schema);
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            boolean nothing = random.nextInt(8) == 0;
            return type.get(nothing ? type.size() - 1 : random.nextInt(type.size())).stringValue();
        }
        return type.stringValue(schema.has("properties") ? "object" : "string");
    }

    private ObjectNode object(String pointer, JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        Set<String> names = names(schema, depth);
        names.forEach(name -> object.set(name, value(pointer + PROPERTIES + Description.escaped(name), depth + 1)));
        addConditional(object, pointer, pointer, depth);
        return object;
    }

    /** For properties that exclude others, one or none; otherwise the required and some of the optional ones. */
    private Set<String> names(JsonNode schema, int depth) {
        List<String> alone = schema.path("dependentSchemas").propertyStream()
                .filter(dependent -> dependent.getValue().path("maxProperties").intValue(0) == 1)
                .map(Map.Entry::getKey).toList();
        if (!alone.isEmpty() && depth < MAX_DEPTH && random.nextInt(4) == 0) {
            return Set.of(random(alone));
        }
        Set<String> names = new LinkedHashSet<>();
        schema.path("properties").propertyNames().stream().filter(name -> !alone.contains(name))
                .filter(name -> required(schema, name) || !alone.isEmpty() || random.nextBoolean())
                .forEach(names::add);
        return names;
    }

    /** Adds the properties that the schema requires for the object's current content. */
    private void addConditional(ObjectNode object, String owner, String pointer, int depth) {
        JsonNode schema = description.document().at(pointer);
        schema.path("required").forEach(name -> {
            if (!object.has(name.stringValue())) {
                object.set(name.stringValue(), value(owner + PROPERTIES + name.stringValue(), depth + 1));
            }
        });
        if (!pointer.equals(owner)) {
            schema.path("properties").propertyNames().stream()
                    .filter(name -> schema.at(PROPERTIES + name).has("type"))
                    .forEach(name -> object.set(name, value(pointer + PROPERTIES + name, depth + 1)));
            int most = schema.path("maxProperties").intValue(Integer.MAX_VALUE);
            if (object.size() > most) {
                object.remove("value");
            }
        }
        if (schema.has("if")) {
            String branch = description.violations(pointer + "/if", object).isEmpty() ? "/then" : "/else";
            if (description.has(pointer + branch)) {
                addConditional(object, owner, pointer + branch, depth);
            }
        }
    }

    private static boolean required(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.stringValue().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private ArrayNode array(String pointer, JsonNode schema, int depth) {
        int least = schema.path("minItems").intValue(0);
        ArrayNode array = JSON.arrayNode();
        int size = Math.min(least + random.nextInt(3), schema.path("maxItems").intValue(100));
        for (int i = 0; i < size; i++) {
            array.add(value(pointer + "/items", depth + 1));
        }
        return array;
    }

    private JsonNode integer(JsonNode schema) {
        long least = schema.path("minimum").longValue(0);
        long most = schema.path("maximum").longValue(1_000_000);
        return JSON.numberNode(switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + random.nextLong(Math.min(most - least + 1, 50));
        });
    }

    private JsonNode text(JsonNode schema) {
        if (schema.has("pattern") && schema.has("examples")) {
            return schema.get("examples").get(0);
        }
        String text = random(List.of("Ana", "New lead", "Olá 👋 dear", "{{firstName}}", "x", "a/b~c", "STOP"));
        int longest = schema.path("maxLength").intValue(1_000);
        return JSON.stringNode(random.nextInt(20) == 0 ? "x".repeat(longest) : text);
    }

    private JsonNode oneOf(JsonNode values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> T random(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
