package dev.nudge.engine.lead;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Suppression;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of other documents that an event of a lead causes. Making it again has no effect. */
public sealed interface LeadChange {

    /** F4: a change of the suppression list. */
    record Suppress(String organizationId, Suppression suppression) implements LeadChange {

        /** The id of the entry about the address. */
        String id() {
            return DocumentIds.ofSuppression(organizationId, suppression.address());
        }

        /** The description that the lead's outbox keeps. */
        public byte[] toJson() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("kind", suppression.address().kind().json());
            json.put("to", suppression.address().to());
            json.put("key", suppression.address().key());
            json.put("suppressed", suppression.suppressed());
            json.put("at", Json.text(suppression.at()));
            json.put("by", suppression.by());
            return JsonCodec.write(json);
        }

        /** Reads the description. */
        public static Suppress of(String organizationId, byte[] description) {
            Map<String, @Nullable Object> json = JsonCodec.readObject(description).orThrow();
            Address address = new Address(AddressKind.named(text(json, "kind")).orElseThrow(), text(json, "to"),
                    text(json, "key"));
            return new Suppress(organizationId, new Suppression(address, Boolean.TRUE.equals(json.get("suppressed")),
                    Json.instant(text(json, "at")).orElseThrow(), json.get("by") instanceof String by ? by : null));
        }
    }

    /** E10: the removal of personal data in a lead's messages and decisions up to an instant. */
    record Erase(LeadKey lead, Instant until) implements LeadChange {

        /** The description that the lead's outbox keeps. */
        public byte[] toJson() {
            return JsonCodec.write(Map.of("until", Json.text(until)));
        }

        /** Reads the description. */
        public static Erase of(LeadKey lead, byte[] description) {
            return new Erase(lead,
                    Json.instant(text(JsonCodec.readObject(description).orThrow(), "until")).orElseThrow());
        }
    }

    private static String text(Map<String, ? extends @Nullable Object> json, String name) {
        return String.valueOf(json.get(name));
    }
}
