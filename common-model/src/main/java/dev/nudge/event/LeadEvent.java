package dev.nudge.event;

import dev.nudge.json.Json;
import dev.nudge.json.UnicodeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A validated event about one lead (E1).
 *
 * @param occurredAt the time given by the producer; when absent, the record's timestamp applies
 * @param data the type-specific fields, as the producer wrote them; values as in {@link Json}
 * @param lead attributes to merge into the lead; a null value removes an attribute (E2)
 * @param notes what was ignored when the event was read
 * @param source the event as the producer wrote it
 */
public record LeadEvent(String id, String type, LeadKey key, @Nullable Instant occurredAt,
        Map<String, @Nullable Object> data, Map<String, @Nullable Object> lead, List<EventNote> notes,
        Map<String, @Nullable Object> source) {

    public static final String MESSAGE_RECEIVED = "message.received";
    public static final String MESSAGE_SENT = "message.sent";
    public static final String STATUS_CHANGE = "status_change";
    public static final String LEAD_UPDATED = "lead.updated";
    public static final String LEAD_DELETED = "lead.deleted";
    public static final String LEAD_MERGED = "lead.merged";
    public static final String OPTED_OUT = "lead.opted_out";
    public static final String OPTED_IN = "lead.opted_in";
    public static final String RUN_CANCELLED = "lead.run_cancelled";
    public static final String TIMER_DUE = "timer.due";

    /** The types that have a meaning for Nudge; there may be any others (E1). */
    public static final List<String> KNOWN_TYPES = List.of(MESSAGE_RECEIVED, MESSAGE_SENT, STATUS_CHANGE, LEAD_UPDATED,
            OPTED_OUT, OPTED_IN, RUN_CANCELLED, LEAD_DELETED, LEAD_MERGED, TIMER_DUE);

    /** F3: the form of the ids of this engine's messages. */
    private static final Pattern MESSAGE_ID = Pattern.compile("m-[0-9a-f]{32}");

    /** An event of Nudge's own, or of a test, whose fields are known to be valid. */
    public LeadEvent(String id, String type, LeadKey key, @Nullable Instant occurredAt,
            Map<String, @Nullable Object> data, Map<String, @Nullable Object> lead) {
        this(id, type, key, occurredAt, data, lead, List.of(), source(id, type, key, occurredAt, data, lead));
    }

    private static Map<String, @Nullable Object> source(String id, String type, LeadKey key,
            @Nullable Instant occurredAt, Map<String, @Nullable Object> data, Map<String, @Nullable Object> lead) {
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

    /** Whether the event is a message, in whichever direction. */
    public boolean isMessage() {
        return type.equals(MESSAGE_RECEIVED) || type.equals(MESSAGE_SENT);
    }

    public boolean isInboundMessage() {
        return isMessage() && direction() == Direction.INBOUND;
    }

    public boolean isOutboundMessage() {
        return isMessage() && direction() == Direction.OUTBOUND;
    }

    /** E3: the direction of a message. */
    public Direction direction() {
        return type.equals(MESSAGE_SENT) ? Direction.OUTBOUND : MessageFields.direction(data.get("direction"));
    }

    /** E3: the channel of a message: one of Nudge's, or another system's name in lower case; null without one. */
    public @Nullable String channel() {
        return MessageFields.channel(data.get("channel"));
    }

    /** E3: the body of a message; null without one. */
    public @Nullable String body() {
        return MessageFields.body(data.get("body"));
    }

    /** E9: whether a machine wrote the message: an auto-reply, a receipt, a reaction. */
    public boolean isAutomatic() {
        return isMessage() && MessageFields.isAutomatic(data);
    }

    /** Whether the event says that an automation caused it; such an event starts nothing (S1). */
    public boolean isOfAutomation() {
        return "automation".equals(data.get("origin")) || isOwnMessage();
    }

    /** E3: whether this engine sent the message. */
    public boolean isOwnMessage() {
        return isOutboundMessage() && ("automation".equals(data.get("origin")) || hasOwnMessageId());
    }

    /** Whether the message's id has the form of this engine's (F3). */
    public boolean hasOwnMessageId() {
        return data.get("messageId") instanceof String id && MESSAGE_ID.matcher(id).matches();
    }

    public boolean isStatusChange() {
        return type.equals(STATUS_CHANGE);
    }

    public boolean isTimerDue() {
        return type.equals(TIMER_DUE);
    }

    /** C6: the automation whose runs a user ended; null for other events. */
    public @Nullable String cancelledAutomation() {
        return type.equals(RUN_CANCELLED) ? (String) required("automationId") : null;
    }

    /** Whether an attribute is one of those that have a meaning for Nudge (E2). */
    public static boolean isWellKnown(String attribute) {
        return AttributesReader.isWellKnown(attribute);
    }

    /** Whether the event removes the lead (E10). */
    public boolean removesLead() {
        return isRemoval(type);
    }

    /** Whether events of the type remove the lead (E10), and therefore start nothing. */
    public static boolean isRemoval(String type) {
        return type.equals(LEAD_DELETED) || type.equals(LEAD_MERGED);
    }

    /** A field of {@code data} as text; a number counts as its text. Null when it is blank or another type. */
    public @Nullable String text(String name) {
        String text = MessageFields.text(data.get(name));
        return UnicodeText.isBlank(text) ? null : text;
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

    /** The JSON form that is written to the topic: what the producer wrote, so that the engine makes the same notes. */
    public Map<String, @Nullable Object> toJson() {
        return source;
    }

    /** A hash of the parts as 32 hexadecimal digits. The boundaries between the parts are included in the hash. */
    public static String fingerprint(String... parts) {
        return HexFormat.of().formatHex(sha256(parts), 0, 16);
    }

    /** The first 64 bits of the hash that {@link #fingerprint} writes. */
    public static long hash(String... parts) {
        return ByteBuffer.wrap(sha256(parts)).getLong();
    }

    private static byte[] sha256(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((byte) (bytes.length >>> 24));
                sha.update((byte) (bytes.length >>> 16));
                sha.update((byte) (bytes.length >>> 8));
                sha.update((byte) bytes.length);
                sha.update(bytes);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException missingAlgorithm) {
            throw new IllegalStateException(missingAlgorithm);
        }
    }
}
