package dev.nudge.lead;

import dev.nudge.condition.Change;
import dev.nudge.condition.Facts;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.UnicodeText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a lead and of the evaluated event that one automation's conditions can refer to. */
public final class LeadFacts implements Facts {

    private static final String EVENT_DATA = LeadField.EVENT_DATA.prefix();
    private static final String ATTRIBUTES = LeadField.ATTRIBUTES.prefix();
    private static final String STATUS = LeadField.STATUS.path();
    /** All fields that an event can change, except attributes; sorted. */
    private static final SortedSet<String> CHANGING = Arrays.stream(LeadField.values()).filter(LeadField::isBuiltIn)
            .map(LeadField::path).collect(Collectors.toCollection(TreeSet::new));

    private final Lead lead;
    private final String automationId;
    private final String eventType;
    private final Function<String, @Nullable Object> eventData;
    private final Function<String, @Nullable Change> changes;

    private LeadFacts(Lead lead, String automationId, String eventType, Function<String, @Nullable Object> eventData,
            Function<String, @Nullable Change> changes) {
        this.lead = lead;
        this.automationId = automationId;
        this.eventType = eventType;
        this.eventData = eventData;
        this.changes = changes;
    }

    /** The facts while an event is being decided: the lead, the event and its changes. */
    public static LeadFacts during(LeadEvent event, Lead before, Lead after, String automationId) {
        return new LeadFacts(after, automationId, event.type(), path -> Paths.follow(event.data(), path),
                field -> change(event, before, after, automationId, field));
    }

    /** The facts when a timer is due: the present lead, and what the run remembers of its event (S10). */
    public static LeadFacts whenDue(Lead lead, StartingEvent event, String automationId) {
        return new LeadFacts(lead, automationId, event.type(), event::value, event::change);
    }

    /** All fields that the event changed, by their names in conditions. */
    public static Map<String, Change> changes(LeadEvent event, Lead before, Lead after, String automationId) {
        Map<String, Change> changes = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        if (!before.attributes().equals(after.attributes())) {
            before.attributes().keySet().forEach(name -> names.add(name(name)));
            after.attributes().keySet().forEach(name -> names.add(name(name)));
        }
        names.addAll(CHANGING);
        names.add(STATUS);
        for (String field : names) {
            Change change = change(event, before, after, automationId, field);
            if (change != null) {
                changes.put(field, change);
            }
        }
        return changes;
    }

    /**
     * The name of an attribute in conditions; an attribute with the name of a built-in field is available only by its
     * long form.
     */
    private static String name(String attribute) {
        return CHANGING.contains(attribute) ? ATTRIBUTES + attribute : attribute;
    }

    private static @Nullable Change change(LeadEvent event, Lead before, Lead after, String automationId,
            String field) {
        if (before.isUnknown()) { // K6
            return field.equals(STATUS) && event.isStatusChange() && event.text("from") != null
                    ? statusChange(event.text("from"), after.status())
                    : null;
        }
        return switch (LeadField.of(field)) {
            case STATUS -> statusChange(before.status(), after.status());
            case PREVIOUS_STATUS ->
                statusChange(before.statusHistory().previousStatus(), after.statusHistory().previousStatus());
            default -> Paths.change(leadValue(before, automationId, field), leadValue(after, automationId, field));
        };
    }

    private static @Nullable Change statusChange(@Nullable String from, @Nullable String to) {
        boolean isSame = from == null || to == null
                ? from == null && to == null
                : UnicodeText.canonical(from).equals(UnicodeText.canonical(to));
        return isSame ? null : new Change(from, to);
    }

    @Override
    public @Nullable Object value(String field) {
        return switch (LeadField.of(field)) {
            case EVENT_TYPE -> eventType;
            case EVENT_DATA -> eventData.apply(field.substring(EVENT_DATA.length()));
            default -> leadValue(lead, automationId, field);
        };
    }

    @Override
    public @Nullable Change change(String field) {
        return changes.apply(nameInChanges(field));
    }

    /** The name under which {@link #changes} has a field that conditions refer to. */
    static String nameInChanges(String field) {
        return field.startsWith(ATTRIBUTES) ? name(field.substring(ATTRIBUTES.length())) : field;
    }

    private static @Nullable Object leadValue(Lead lead, String automationId, String field) {
        Conversation conversation = lead.conversation();
        return switch (LeadField.of(field)) {
            case PREVIOUS_STATUS -> lead.statusHistory().previousStatus();
            case STATUS_CHANGED_AT -> lead.statusHistory().statusChangedAt();
            case CREATED_AT -> lead.createdAt();
            case LAST_INBOUND_AT -> conversation.lastInboundAt();
            case LAST_OUTBOUND_AT -> conversation.lastOutboundAt();
            case LAST_INBOUND_CHANNEL -> conversation.lastInboundChannel();
            case LAST_INBOUND_BODY -> conversation.lastInboundBody();
            case INBOUND_COUNT -> (long) conversation.inboundCount();
            case OUTBOUND_COUNT -> (long) conversation.outboundCount();
            case LAST_INBOUND_DIRECTION -> conversation.lastInboundDirection();
            case LAST_MESSAGE_DIRECTION -> conversation.lastMessageDirection();
            case FOLLOW_UP_COUNT -> (long) lead.progressOf(automationId).followUps();
            case STATUS, OWNER_ID, FIRST_NAME, LAST_NAME, PHONE, EMAIL, TIMEZONE, TAGS, ATTRIBUTES, EVENT_TYPE,
                    EVENT_DATA ->
                Paths.follow(lead.attributes(),
                        field.startsWith(ATTRIBUTES) ? field.substring(ATTRIBUTES.length()) : field);
        };
    }
}
