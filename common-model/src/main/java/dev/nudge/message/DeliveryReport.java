package dev.nudge.message;

import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message, a record of {@code message.status}: a provider reports it after it has accepted the
 * message, or an admin resolves a message whose result is unknown.
 *
 * @param provider the name of the provider that reported it; null for an admin
 * @param providerId the provider's id of the message; null when it names none
 * @param state {@code SENT}, {@code DELIVERED}, {@code FAILED} or {@code OPTED_OUT}; of an admin {@code SENT} or
 *        {@code FAILED}
 * @param code the provider's code of a failure; null without
 * @param text the provider's words about a failure; null without
 * @param at when it happened, or when the report arrived
 * @param by the admin; null for a provider
 * @param comment of the admin; null for a provider
 */
public record DeliveryReport(String organizationId, String messageId, String leadId, @Nullable String provider,
        @Nullable String providerId, MessageState state, @Nullable String code, @Nullable String text, Instant at,
        @Nullable String by, @Nullable String comment) {

    private static final Set<MessageState> OF_PROVIDERS = EnumSet.of(MessageState.SENT, MessageState.DELIVERED,
            MessageState.FAILED, MessageState.OPTED_OUT);

    public static DeliveryReport ofProvider(String organizationId, String messageId, String leadId, String provider,
            @Nullable String providerId, MessageState state, @Nullable String code, @Nullable String text, Instant at) {
        return new DeliveryReport(organizationId, messageId, leadId, provider, providerId, state, code, text, at, null,
                null);
    }

    public static DeliveryReport ofAdmin(String organizationId, String messageId, String leadId, MessageState state,
            Instant at, String by, String comment) {
        return new DeliveryReport(organizationId, messageId, leadId, null, null, state, null, null, at, by, comment);
    }

    /**
     * Reads a record; refuses one without ids, or whose state no provider can report.
     *
     * @param now of a record without a valid instant
     */
    public static Reading<DeliveryReport> read(Map<String, @Nullable Object> json, Instant now) {
        JsonObject object = JsonObject.of(json);
        Optional<MessageState> state = MessageState.named(object.requiredText("state", 20))
                .filter(OF_PROVIDERS::contains);
        if (state.isEmpty() && object.violations().isEmpty()) {
            object.violation("state", Violation.UNKNOWN_VALUE,
                    "Expected SENT, DELIVERED, FAILED or OPTED_OUT in \"state\".");
        }
        String at = object.text("at", 100);
        DeliveryReport report = new DeliveryReport(object.requiredText("organizationId", 64),
                object.requiredText("messageId", 128), Objects.requireNonNullElse(object.text("leadId", 128), ""),
                object.text("provider", 200), object.text("providerId", 200), state.orElse(MessageState.UNKNOWN),
                object.text("code", 200), object.text("text", 1_000),
                at == null ? now : Json.instant(at).orElse(now), object.text("by", 200),
                object.text("comment", 1_000));
        return object.violations().isEmpty()
                ? new Reading.Understood<>(report)
                : new Reading.Refused<>(object.violations());
    }

    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("organizationId", organizationId);
        json.put("messageId", messageId);
        json.put("leadId", leadId);
        if (by == null) {
            json.put("provider", provider);
            json.put("providerId", providerId);
        }
        json.put("state", state.name());
        if (by == null) {
            json.put("code", code);
            json.put("text", text);
        }
        json.put("at", Json.text(at));
        if (by != null) {
            json.put("by", by);
            json.put("comment", comment);
        }
        return json;
    }

    /** The states that the message can have before, so that states only move forward (G2). */
    public Set<MessageState> before() {
        if (by != null) {
            return EnumSet.of(MessageState.UNKNOWN);
        }
        return state == MessageState.SENT
                ? EnumSet.of(MessageState.SENDING, MessageState.UNKNOWN)
                : EnumSet.of(MessageState.SENDING, MessageState.UNKNOWN, MessageState.SENT);
    }

    public boolean saysThatItWasSent() {
        return state == MessageState.SENT || state == MessageState.DELIVERED;
    }
}
