package dev.nudge.api.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Mutates valid input randomly. */
public final class Mutations {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** A placeholder for an unpaired surrogate, which UTF-8 cannot encode. */
    private static final String HALF = "\uE000";
    private static final List<String> TEXTS = List.of("", " ", "\0", "a\0b", HALF, "x" + HALF, "\u202E", "\u00A0",
            "$where", "$", "a.b", ".", "__proto__", "../../etc/passwd", "' OR 1=1", "{{", "{{#a}}", "{{>a}}",
            "{{{a}}}", "((a+)+)+$", "(", "[a-", "\\", "a{1000}{1000}", "-24h", "999999999w", "00s", "24:00", "09:60",
            "2026-02-30T25:00:00Z", "2026-02-28T23:59:60Z", "+999999999-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999-18:00", "2026-04-22T10:14+01:00", "timer.due", "lead.opted_out",
            "status_change", "message.sent", "UTC", "UTC+25", "GMT0", "EST5EDT", "+14155551234", "+0", "a@b",
            "http://", "https://a:b@c/", "https://[::1", "javascript:alert(1)", "null", "true", "1e400", "👋");
    private static final List<JsonNode> NUMBERS = List.of(JSON.numberNode(0), JSON.numberNode(-1), JSON.numberNode(1),
            number("-0.0"), number("0.1"), number("1.0"), number("3e0"), number("1e400"), number("-1e400"),
            number("1e-400"), number("1e6144"), number("1e7000"), number("1e-7000"), number("1e999999999"),
            number("1e-999999999"), number("9.9999999999999999999999999999999999999999"),
            JSON.numberNode(Integer.MAX_VALUE), JSON.numberNode(Integer.MAX_VALUE + 1L),
            JSON.numberNode(Long.MIN_VALUE), JSON.numberNode(BigInteger.TWO.pow(63)),
            JSON.numberNode(BigInteger.TWO.pow(200)));

    private static final int MAX_LENGTH = 600_000;

    private final Random random;

    public Mutations(Random random) {
        this.random = random;
    }

    private static JsonNode number(String text) {
        return JSON.numberNode(new BigDecimal(text));
    }

    /** The body with one or more mutations. */
    public String mutated(JsonNode body) {
        JsonNode mutated = body;
        for (int i = random.nextInt(10) < 7 ? 1 : 3; i > 0; i--) {
            mutated = mutatedOnce(mutated);
        }
        String text = cut(mutated.toString().replace(HALF, "\\ud83d"));
        return random.nextInt(5) == 0 ? garbled(text) : text;
    }

    /** The server reads only a part of a body far above the limit, and the client may not receive the response. */
    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MAX_LENGTH));
    }

    private JsonNode mutatedOnce(JsonNode body) {
        JsonNode copy = body.deepCopy();
        List<JsonNode> parents = new ArrayList<>();
        collect(copy, parents);
        if (parents.isEmpty() || random.nextInt(12) == 0) {
            return mutation();
        }
        JsonNode parent = random(parents);
        if (parent instanceof ArrayNode array) {
            change(array);
        } else if (parent instanceof ObjectNode object) {
            change(object);
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainer()) {
            parents.add(node);
            node.forEach(child -> collect(child, parents));
        }
    }

    private void change(ArrayNode array) {
        switch (random.nextInt(4)) {
            case 0 -> array.add(mutation());
            case 1 -> array.removeAll();
            case 2 -> {
                int copies = array.toString().length() > 500 ? 3 : random.nextInt(1_200);
                for (int i = copies; i > 0 && !array.isEmpty(); i--) {
                    array.add(array.get(0));
                }
            }
            default -> {
                if (!array.isEmpty()) {
                    array.set(random.nextInt(array.size()), mutation());
                }
            }
        }
    }

    private void change(ObjectNode object) {
        List<String> names = List.copyOf(object.propertyNames());
        String name = names.isEmpty() ? "name" : random(names);
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(random(TEXTS), mutation());
            case 2 ->
                object.set(random(List.of("colour", "enabled", "version", "lead", "data", "$set", "all")), mutation());
            case 3 -> object.set(name, JSON.arrayNode().add(object.path(name).deepCopy()));
            default -> object.set(name, mutation());
        }
    }

    private JsonNode mutation() {
        return switch (random.nextInt(16)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2, 3, 4 -> random(NUMBERS);
            case 5 -> JSON.arrayNode();
            case 6 -> JSON.objectNode();
            case 7 -> JSON.objectNode().set(random(List.of("$gt", "$where", "a.b", "", "\0", "x" + HALF)), mutation());
            case 8 -> nested(random.nextInt(1, 70));
            case 9 -> JSON.stringNode("x".repeat(random(List.of(21, 65, 129, 201, 1_025, 2_001, 20_001))));
            case 10 -> random.nextInt(10) == 0
                    ? JSON.stringNode("é".repeat(random.nextInt(100_000, 300_000)))
                    : JSON.stringNode("👋".repeat(100));
            default -> JSON.stringNode(random(TEXTS));
        };
    }

    private JsonNode nested(int depth) {
        JsonNode inner = JSON.numberNode(1);
        for (int i = 0; i < depth; i++) {
            inner = random.nextBoolean() ? JSON.arrayNode().add(inner) : JSON.objectNode().set("not", inner);
        }
        return inner;
    }

    /** Mutates the JSON text so that it is invalid or barely valid. */
    private String garbled(String json) {
        int at = random.nextInt(json.length() + 1);
        return switch (random.nextInt(11)) {
            case 10 -> random.nextInt(10) == 0 ? json + " ".repeat(1_100_000) : json + " ".repeat(1_000);
            case 0 -> json.substring(0, at);
            case 1 -> json + random(List.of(" {}", "]", ",", "\0", " //", "\n"));
            case 2 -> json.replaceFirst("\\{\"(\\w+)\":", "{\"$1\":1,\"$1\":");
            case 3 -> json.replace('"', '\'');
            case 4 -> json.replaceFirst("\\d+", random(List.of("NaN", "Infinity", "01", "+1", "0x1", "1.", ".5")));
            case 5 -> "[".repeat(random(List.of(65, 1_500, 100_000))) + json;
            case 6 -> "\uFEFF" + json;
            case 7 -> json.substring(0, at) + "\u0001" + json.substring(at);
            case 8 -> random(List.of("", " ", "null", "true", "\"\"", "0", "[]", "{}", "[null]", "{\"\":{}}"));
            default -> json.replace(":", ": /* why */ ");
        };
    }

    /** The same as bytes, some of them in an encoding that is invalid for JSON. */
    public byte[] bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return switch (random.nextInt(30)) {
            case 0 -> text.getBytes(UTF_16);
            case 1, 2 -> {
                ByteArrayOutputStream broken = new ByteArrayOutputStream();
                int at = random.nextInt(bytes.length + 1);
                broken.write(bytes, 0, at);
                broken.writeBytes(random(List.of(new byte[]{(byte) 0xC3, '('}, new byte[]{(byte) 0xFF},
                        new byte[]{(byte) 0xED, (byte) 0xA0, (byte) 0x80}, new byte[]{(byte) 0xC0, (byte) 0x80},
                        new byte[]{0})));
                broken.write(bytes, at, bytes.length - at);
                yield broken.toByteArray();
            }
            default -> bytes;
        };
    }

    public String text() {
        return random.nextInt(8) == 0
                ? "x".repeat(random(List.of(129, 201, 300, 1_001, 4_001)))
                : random(TEXTS).replace(HALF, "\uFFFD");
    }

    private <T> T random(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
