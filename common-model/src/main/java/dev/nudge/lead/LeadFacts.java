package dev.nudge.lead;

import dev.nudge.condition.Change;
import dev.nudge.condition.Facts;
import dev.nudge.event.LeadEvent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a lead and of the evaluated event that one automation's conditions can refer to. */
public final class LeadFacts implements Facts {

    private static final String EVENT_DATA = "event.data.";
    private static final String ATTRIBUTES = "attributes.";
    /** All fields that an event can change, except attributes. */
    private static final Set<String> CHANGING = Set.of("createdAt", "previousStatus", "statusChangedAt",
            "lastInboundAt", "lastOutboundAt", "lastInboundChannel", "lastInboundBody", "inboundCount", "outboundCount",
            "followUpCount",
            "lastInboundDirection", "lastMessageDirection");

    private final Lead lead;
    private final String automationId;
    private final String eventType;
    private final Map<String, ? extends @Nullable Object> eventData;
    private final Changes changes;

    private interface Changes {
        @Nullable
        Change of(String field);
    }

    private LeadFacts(Lead lead, String automationId, String eventType,
            Map<String, ? extends @Nullable Object> eventData, Changes changes) {
        this.lead = lead;
        this.automationId = automationId;
        this.eventType = eventType;
        this.eventData = eventData;
        this.changes = changes;
    }

    /** The facts while an event is being decided: the lead, the event and its changes. */
    public static LeadFacts during(LeadEvent event, Lead before, Lead after, String automationId) {
        return new LeadFacts(after, automationId, event.type(), event.data(),
                field -> change(before, after, automationId, field));
    }

    /** The facts when a timer is due: the present lead, and what the run stored of its starting event (S10). */
    public static LeadFacts whenDue(Lead lead, StartingEvent event, String automationId) {
        return new LeadFacts(lead, automationId, event.type(), event.data(), event.changed()::get);
    }

    /** All fields that differ, by their names in conditions. */
    public static Map<String, Change> changes(Lead before, Lead after, String automationId) {
        Map<String, Change> changes = new LinkedHashMap<>();
        if (!before.attributes().equals(after.attributes())) {
            Set<String> names = new LinkedHashSet<>(before.attributes().keySet());
            names.addAll(after.attributes().keySet());
            names.forEach(name -> note(changes, before, after, automationId, name(name)));
        }
        CHANGING.stream().sorted().forEach(field -> note(changes, before, after, automationId, field));
        return changes;
    }

    private static void note(Map<String, Change> changes, Lead before, Lead after, String automationId, String field) {
        Change change = change(before, after, automationId, field);
        if (change != null) {
            changes.put(field, change);
        }
    }

    /**
     * The name of an attribute in conditions; an attribute with the name of a built-in field is available only by its
     * long form.
     */
    private static String name(String attribute) {
        return CHANGING.contains(attribute) ? ATTRIBUTES + attribute : attribute;
    }

    private static @Nullable Change change(Lead before, Lead after, String automationId, String field) {
        Object from = leadValue(before, automationId, field);
        Object to = leadValue(after, automationId, field);
        return Objects.equals(from, to) ? null : new Change(from, to);
    }

    @Override
    public @Nullable Object value(String field) {
        if (field.equals("event.type")) {
            return eventType;
        }
        if (field.startsWith(EVENT_DATA)) {
            return eventData.get(field.substring(EVENT_DATA.length()));
        }
        return leadValue(lead, automationId, field);
    }

    @Override
    public @Nullable Change change(String field) {
        if (field.startsWith(ATTRIBUTES)) {
            return changes.of(name(field.substring(ATTRIBUTES.length())));
        }
        return changes.of(field);
    }

    private static @Nullable Object leadValue(Lead lead, String automationId, String field) {
        Conversation conversation = lead.conversation();
        return switch (field) {
            case "previousStatus" -> lead.statusHistory().previousStatus();
            case "statusChangedAt" -> lead.statusHistory().statusChangedAt();
            case "createdAt" -> lead.isUnknown() ? null : lead.createdAt();
            case "lastInboundAt" -> conversation.lastInboundAt();
            case "lastOutboundAt" -> conversation.lastOutboundAt();
            case "lastInboundChannel" -> conversation.lastInboundChannel();
            case "lastInboundBody" -> conversation.lastInboundBody();
            case "inboundCount" -> (long) conversation.inboundCount();
            case "outboundCount" -> (long) conversation.outboundCount();
            case "lastInboundDirection" -> conversation.lastInboundDirection();
            case "lastMessageDirection" -> conversation.lastMessageDirection();
            case "followUpCount" -> (long) lead.progressOf(automationId).followUps();
            default -> lead.attributes()
                    .get(field.startsWith(ATTRIBUTES) ? field.substring(ATTRIBUTES.length()) : field);
        };
    }
}
