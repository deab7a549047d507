package dev.nudge.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The input that the API accepts beyond its schemas, as the descriptions say. Schemas that included it would need
 * unions, for which client generators create unusable types.
 */
public final class Lenience {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> IDS = Set.of("id", "leadId", "into", "occurredAt");
    private static final Set<String> TEXTS = Set.of("ownerId", "status", "phone", "email", "timezone", "firstName",
            "lastName");

    private Lenience() {}

    /**
     * Converts a body to its schema's form.
     *
     * @param isList whether the schema is a list
     * @param isPatch whether null removes a field
     */
    public static JsonNode canonical(JsonNode sent, boolean isList, boolean isPatch) {
        JsonNode body = isPatch ? sent : canonical(sent);
        return isList && body.isObject() ? JSON.arrayNode().add(body) : body; // a single event
    }

    /**
     * Removes nulls, which are treated as absent, converts instants to RFC 3339, numbers that count as text to strings,
     * and single values to lists.
     */
    public static JsonNode canonical(JsonNode sent) {
        return switch (sent) {
            case ObjectNode object -> {
                ObjectNode canonical = JSON.objectNode();
                object.forEachEntry((name, value) -> {
                    if (!value.isNull()) {
                        canonical.set(name, canonical(name, value));
                    }
                });
                yield canonical;
            }
            case ArrayNode array -> {
                ArrayNode canonical = JSON.arrayNode();
                array.forEach(value -> canonical.add(canonical(value)));
                yield canonical;
            }
            case NumericNode number when number.decimalValue().precision() > MathContext.DECIMAL128.getPrecision() ->
                rounded(number);
            default -> sent.isString()
                    ? Json.instant(sent.stringValue()).<JsonNode>map(instant -> JSON.stringNode(Json.text(instant)))
                            .orElse(sent)
                    : sent;
        };
    }

    /** A number keeps 34 digits, so that one of more digits can become a whole number. */
    private static JsonNode rounded(NumericNode number) {
        BigDecimal rounded = number.decimalValue().round(MathContext.DECIMAL128).stripTrailingZeros();
        return JSON.numberNode(rounded.scale() < 0 && rounded.scale() > -20 ? rounded.setScale(0) : rounded);
    }

    private static JsonNode canonical(String name, JsonNode value) {
        if (IDS.contains(name) && isInteger(value)) {
            return JSON.stringNode(value.decimalValue().toBigInteger().toString());
        }
        if ((TEXTS.contains(name) || name.equals("occurredAt")) && value.isNumber()) {
            return JSON.stringNode(value.toString());
        }
        boolean isOneOfList = name.equals("tags") && value.isString() || name.equals("quietHours") && value.isObject();
        return isOneOfList ? JSON.arrayNode().add(canonical(value)) : canonical(value);
    }

    /** Includes {@code 1.0} and {@code 1e2}. */
    private static boolean isInteger(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    /** Checks that the descriptions mention it. */
    public static void check(Description description) {
        assertThat(description.at("/info/description").stringValue()).contains("In bodies a null is treated as absent");
        assertThat(description.at("/paths/~1api~1events/post/description").stringValue())
                .contains("a single event may be sent without the list");
        assertThat(description.at("/components/schemas/InstantSent/description").stringValue())
                .contains("The seconds, and the minutes of the offset, may be omitted.");
        assertThat(description.at("/components/schemas/Attributes/description").stringValue())
                .contains("a number counts as its text", "one string that is split at commas");
        assertThat(description.at("/components/schemas/QuietHoursList/description").stringValue())
                .contains("One object may be sent without the list.");
        assertThat(description.at("/components/schemas/EventInstant/description").stringValue())
                .contains("as a number or as digits");
        for (String id : Set.of("EventId", "LeadIdText")) {
            assertThat(description.at("/components/schemas/" + id + "/description").stringValue())
                    .contains("An integer is converted to its digits.");
        }
    }
}
