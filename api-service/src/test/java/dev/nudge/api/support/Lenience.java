package dev.nudge.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the API accepts beyond its schemas, as the descriptions beside them say. Schemas that say it themselves would be
 * unions, of which generators of clients make unusable types.
 */
public final class Lenience {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> IDS = Set.of("id", "leadId");

    private Lenience() {}

    /**
     * A body in the form that its schema has.
     *
     * @param isList whether the schema is that of a list
     * @param isPatch whether a null removes
     */
    public static JsonNode canonical(JsonNode sent, boolean isList, boolean isPatch) {
        JsonNode body = isPatch ? sent : canonical(sent);
        return isList && body.isObject() ? JSON.arrayNode().add(body) : body; // a single event
    }

    /**
     * Without nulls, which count as absent, with instants in the form of RFC 3339, and with ids of events as texts, which
     * integers count as.
     */
    public static JsonNode canonical(JsonNode sent) {
        return switch (sent) {
            case ObjectNode object -> {
                ObjectNode canonical = JSON.objectNode();
                object.forEachEntry((name, value) -> {
                    if (!value.isNull()) {
                        canonical.set(name, IDS.contains(name) && isInteger(value)
                                ? JSON.stringNode(value.decimalValue().toBigInteger().toString())
                                : canonical(value));
                    }
                });
                yield canonical;
            }
            case ArrayNode array -> {
                ArrayNode canonical = JSON.arrayNode();
                array.forEach(value -> canonical.add(canonical(value)));
                yield canonical;
            }
            default -> sent.isString()
                    ? Json.instant(sent.stringValue()).<JsonNode>map(instant -> JSON.stringNode(Json.text(instant)))
                            .orElse(sent)
                    : sent;
        };
    }

    /** Also {@code 1.0} and {@code 1e2}. */
    private static boolean isInteger(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    /** The descriptions say so. */
    public static void check(Description description) {
        assertThat(description.at("/info/description").stringValue()).contains("In bodies a null counts as absent");
        assertThat(description.at("/paths/~1api~1events/post/description").stringValue())
                .contains("a single event may be sent without the list");
        assertThat(description.at("/components/schemas/InstantSent/description").stringValue())
                .contains("The seconds, and the minutes of the offset, may be omitted.");
        for (String id : Set.of("EventId", "LeadIdText")) {
            assertThat(description.at("/components/schemas/" + id + "/description").stringValue())
                    .contains("An integer counts as its digits.");
        }
    }
}
