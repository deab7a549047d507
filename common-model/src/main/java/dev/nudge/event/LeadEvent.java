package dev.nudge.event;

import dev.nudge.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A validated event about one lead (E1).
 *
 * @param occurredAt the time given by the producer; when absent, the record's timestamp applies
 * @param data the type-specific fields; values as in {@link Json}
 * @param lead attributes to merge into the lead; a null value removes an attribute (E2)
 */
public record LeadEvent(String id, String type, LeadKey key, @Nullable Instant occurredAt,
        Map<String, @Nullable Object> data, Map<String, @Nullable Object> lead) {

    public static final String MESSAGE_RECEIVED = "message.received";
    public static final String MESSAGE_SENT = "message.sent";
    public static final String STATUS_CHANGE = "status_change";
    public static final String LEAD_UPDATED = "lead.updated";
    public static final String OPTED_OUT = "lead.opted_out";
    public static final String OPTED_IN = "lead.opted_in";
    public static final String TIMER_DUE = "timer.due";

    public boolean isInboundMessage() {
        return type.equals(MESSAGE_RECEIVED) && !"outbound".equals(data.get("direction"));
    }

    public boolean isOutboundMessage() {
        return type.equals(MESSAGE_SENT) || type.equals(MESSAGE_RECEIVED) && !isInboundMessage();
    }

    /** Whether an automation sent the message; such a message does not start a run (S1). */
    public boolean isOwnMessage() {
        return "automation".equals(data.get("origin"));
    }

    public boolean isStatusChange() {
        return type.equals(STATUS_CHANGE);
    }

    public boolean isTimerDue() {
        return type.equals(TIMER_DUE);
    }

    /** A text in {@code data}; null when it is absent or has another type. */
    public @Nullable String text(String name) {
        return data.get(name) instanceof String text ? text : null;
    }

    /**
     * The record that the engine writes to {@code lead.events} when the timer of a waiting run is due. Its id is
     * derived from the timer alone (D1).
     */
    public static LeadEvent timerDue(LeadKey key, DueTimer timer) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("automationId", timer.automationId());
        data.put("run", (long) timer.run());
        data.put("followUp", (long) timer.followUp());
        data.put("dueAt", Json.text(timer.dueAt()));
        String id = "due-" + fingerprint(key.organizationId(), key.leadId(), timer.automationId(),
                Integer.toString(timer.run()), Integer.toString(timer.followUp()), Json.text(timer.dueAt()));
        return new LeadEvent(id, TIMER_DUE, key, null, data, Map.of());
    }

    /** The timer that a {@code timer.due} event refers to. */
    public DueTimer dueTimer() {
        return new DueTimer((String) required("automationId"), ((Number) required("run")).intValue(),
                ((Number) required("followUp")).intValue(), Json.instant((String) required("dueAt")).orElseThrow());
    }

    private Object required(String name) {
        Object value = data.get(name);
        if (value == null) {
            throw new IllegalStateException("Expected data." + name + " in the " + type + " " + id);
        }
        return value;
    }

    /** The JSON form that is written to the topic. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("type", type);
        json.put("organizationId", key.organizationId());
        json.put("leadId", key.leadId());
        if (occurredAt != null) {
            json.put("occurredAt", Json.text(occurredAt));
        }
        if (!data.isEmpty()) {
            json.put("data", data);
        }
        if (!lead.isEmpty()) {
            json.put("lead", lead);
        }
        return json;
    }

    /** A hash of the parts as 32 hexadecimal digits. The boundaries between the parts are included in the hash. */
    public static String fingerprint(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update(new byte[]{(byte) (bytes.length >>> 24), (byte) (bytes.length >>> 16),
                        (byte) (bytes.length >>> 8), (byte) bytes.length});
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException missingAlgorithm) {
            throw new IllegalStateException(missingAlgorithm);
        }
    }
}
