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
 * A fact about one lead, understood (E1).
 *
 * @param occurredAt when the producer says that it happened; absent: the record's timestamp
 * @param data what the type is about; values as in {@link Json}
 * @param lead attributes to merge; a null value removes one (E2)
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

    /** Sent by an automation, so that it starts nothing (S1). */
    public boolean isOwnMessage() {
        return "automation".equals(data.get("origin"));
    }

    public boolean isStatusChange() {
        return type.equals(STATUS_CHANGE);
    }

    public boolean isTimerDue() {
        return type.equals(TIMER_DUE);
    }

    /** A text of {@code data}; absent when it is something else. */
    public @Nullable String text(String name) {
        return data.get(name) instanceof String text ? text : null;
    }

    /** The record by which a waiting run's timer re-enters the road; its id says which timer, nothing more (D1). */
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

    /** Which timer a {@code timer.due} speaks of. */
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

    /** As it is written to the topic. */
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

    /** 32 hexadecimal digits that are the same for the same parts, and different for any others. */
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
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
