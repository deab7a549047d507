package dev.nudge.lead;

import dev.nudge.condition.FieldType;
import dev.nudge.condition.Operator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields that conditions can refer to. A field whose path ends in {@code .*} stands for all paths that begin like
 * it; a path that is none of these is an attribute, too.
 */
public enum LeadField {

    STATUS("status", FieldType.TEXT, Source.ATTRIBUTE),
    PREVIOUS_STATUS("previousStatus", FieldType.TEXT, Source.LEAD),
    STATUS_CHANGED_AT("statusChangedAt", FieldType.INSTANT, Source.LEAD),
    OWNER_ID("ownerId", FieldType.TEXT, Source.ATTRIBUTE),
    FIRST_NAME("firstName", FieldType.TEXT, Source.ATTRIBUTE),
    LAST_NAME("lastName", FieldType.TEXT, Source.ATTRIBUTE),
    PHONE("phone", FieldType.TEXT, Source.ATTRIBUTE),
    EMAIL("email", FieldType.TEXT, Source.ATTRIBUTE),
    TIMEZONE("timezone", FieldType.TEXT, Source.ATTRIBUTE),
    TAGS("tags", FieldType.TEXTS, Source.ATTRIBUTE),
    CREATED_AT("createdAt", FieldType.INSTANT, Source.LEAD),
    ATTRIBUTES("attributes.*", FieldType.ANY, Source.ATTRIBUTE),
    LAST_INBOUND_AT("lastInboundAt", FieldType.INSTANT, Source.CONVERSATION),
    LAST_OUTBOUND_AT("lastOutboundAt", FieldType.INSTANT, Source.CONVERSATION),
    LAST_INBOUND_CHANNEL("lastInboundChannel", FieldType.TEXT, Source.CONVERSATION),
    LAST_INBOUND_BODY("lastInboundBody", FieldType.TEXT, Source.CONVERSATION),
    INBOUND_COUNT("inboundCount", FieldType.NUMBER, Source.CONVERSATION),
    OUTBOUND_COUNT("outboundCount", FieldType.NUMBER, Source.CONVERSATION),
    LAST_INBOUND_DIRECTION("lastInboundDirection", FieldType.TEXT, Source.CONVERSATION),
    LAST_MESSAGE_DIRECTION("lastMessageDirection", FieldType.TEXT, Source.CONVERSATION),
    FOLLOW_UP_COUNT("followUpCount", FieldType.NUMBER, Source.CONVERSATION),
    EVENT_TYPE("event.type", FieldType.TEXT, Source.EVENT),
    EVENT_DATA("event.data.*", FieldType.ANY, Source.EVENT);

    /** Where a field's value comes from. */
    public enum Source {
        /** The lead's attributes (E2). */
        ATTRIBUTE,
        /** What Nudge knows of the lead. */
        LEAD,
        /** What Nudge knows of the lead's messages (X). */
        CONVERSATION,
        /** The event that is evaluated. */
        EVENT
    }

    private static final Map<String, LeadField> BY_PATH = Arrays.stream(values())
            .filter(field -> !field.isPattern())
            .collect(Collectors.toUnmodifiableMap(field -> field.path, Function.identity()));

    private final String path;
    private final String prefix;
    private final FieldType type;
    private final Source source;

    LeadField(String path, FieldType type, Source source) {
        this.path = path;
        this.prefix = path.substring(0, path.length() - 1);
        this.type = type;
        this.source = source;
    }

    /** The field that a path in a condition names. */
    static LeadField of(String path) {
        LeadField exact = BY_PATH.get(path);
        if (exact != null) {
            return exact;
        }
        return path.startsWith(EVENT_DATA.prefix()) ? EVENT_DATA : ATTRIBUTES;
    }

    public String path() {
        return path;
    }

    public FieldType type() {
        return type;
    }

    public Source source() {
        return source;
    }

    /** The operators that are useful for the field; fields of an event do not change (K6). */
    public List<Operator> operators() {
        return Arrays.stream(Operator.values()).filter(type::allows)
                .filter(operator -> source != Source.EVENT || !operator.isAboutChanges()).toList();
    }

    /** What Nudge itself knows of the lead, which an attribute of the same name does not replace. */
    boolean isBuiltIn() {
        return source == Source.LEAD || source == Source.CONVERSATION;
    }

    private boolean isPattern() {
        return path.endsWith("*");
    }

    /** The beginning of all paths of a field with a pattern. */
    String prefix() {
        return prefix;
    }
}
