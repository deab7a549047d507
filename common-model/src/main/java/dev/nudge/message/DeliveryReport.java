package dev.nudge.message;

import dev.nudge.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider reported about a message after it had accepted it, a record of {@code message.status}.
 *
 * @param provider the name of the provider that reported it
 * @param providerId the provider's id of the message; null when it names none
 * @param state {@code SENT}, {@code DELIVERED} or {@code FAILED}
 * @param code the provider's code of a failure; null without
 * @param text the provider's words about a failure; null without
 * @param at when it happened, or when the report arrived
 */
public record DeliveryReport(String organizationId, String messageId, String leadId, String provider,
        @Nullable String providerId, MessageState state, @Nullable String code, @Nullable String text, Instant at) {

    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("organizationId", organizationId);
        json.put("messageId", messageId);
        json.put("leadId", leadId);
        json.put("provider", provider);
        json.put("providerId", providerId);
        json.put("state", state.name());
        json.put("code", code);
        json.put("text", text);
        json.put("at", Json.text(at));
        return json;
    }
}
