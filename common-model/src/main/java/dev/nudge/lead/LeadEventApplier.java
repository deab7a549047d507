package dev.nudge.lead;

import dev.nudge.Limits;
import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Applies an event to the state of its lead, before any automation is evaluated. */
public sealed interface LeadEventApplier {

    /**
     * The event was applied.
     *
     * @param before the lead before the merge, which {@code changed*} compares with (E4)
     * @param after the lead after the event; runs are unchanged, follow-up counts are reset by a reply (S6)
     * @param from the source status of a status_change: {@code data.from}, otherwise the previous status (E4)
     * @param transition whether the event is a status_change between different statuses (E4)
     * @param optedOutOf the channel that the event opted out of (F4)
     */
    record Applied(Lead before, Lead after, @Nullable String from, boolean transition,
            @Nullable Channel optedOutOf) implements LeadEventApplier {

        public boolean statusMoved() {
            return !Objects.equals(before.status(), after.status());
        }
    }

    /** E5: the event was applied before; the lead is unchanged. */
    record Repeated() implements LeadEventApplier {}

    /** E2: the event cannot be applied, with the reason. */
    record Impossible(String reason) implements LeadEventApplier {}

    static LeadEventApplier of(@Nullable Lead known, LeadEvent event, Instant recordTimestamp) {
        if (known != null && known.hasApplied(event.id())) {
            return new Repeated();
        }
        Instant timestamp = recordTimestamp.truncatedTo(ChronoUnit.MILLIS);
        Instant occurredAt = occurredAt(event, timestamp);
        Lead before = known == null ? Lead.unknown(event.key(), occurredAt, timestamp) : known;
        String from = event.text("from") != null ? event.text("from") : before.status();
        boolean own = event.isOwnMessage() && event.type().equals(LeadEvent.MESSAGE_SENT);
        boolean transition = event.isStatusChange() && !Objects.equals(from, event.text("to"));
        Map<String, Object> attributes = merged(before.attributes(), event, transition);
        String exceededLimit = attributes.equals(before.attributes()) ? null : exceededLimit(attributes);
        if (exceededLimit != null) {
            return new Impossible(exceededLimit);
        }
        boolean moved = transition || !Objects.equals(attributes.get("status"), before.status());
        Optional<OptOutChange> optOut = OptOutChange.in(event);
        Lead after = new Lead(before.key(), before.createdAt(), Conversation.later(before.lastNow(), timestamp),
                attributes, before.statusHistory().after(transition, from, moved, occurredAt),
                conversation(before.conversation(), event, occurredAt),
                optOut.map(said -> said.applyTo(before.optOuts(), occurredAt)).orElse(before.optOuts()),
                event.isInboundMessage() ? replied(before.automations()) : before.automations(),
                own ? before.recentEventIds() : remember(before.recentEventIds(), event.id()),
                own ? remember(before.recentOwnEventIds(), event.id()) : before.recentOwnEventIds());
        return new Applied(before, after, from, transition,
                optOut.filter(OptOutChange::out).map(OptOutChange::channel).orElse(null));
    }

    /** E1: defaults to the record's timestamp, which is also the latest possible value. */
    private static Instant occurredAt(LeadEvent event, Instant timestamp) {
        Instant said = event.occurredAt();
        return said == null || said.isAfter(timestamp) ? timestamp : said;
    }

    /** E2; a status_change sets the status from its data, so that {@code lead.status} is ignored (E4). */
    private static Map<String, Object> merged(Map<String, Object> attributes, LeadEvent event, boolean transition) {
        if (event.lead().isEmpty() && !transition) {
            return attributes;
        }
        Map<String, Object> merged = new LinkedHashMap<>(attributes);
        event.lead().forEach((name, value) -> {
            if (event.isStatusChange() && name.equals("status")) {
                return;
            }
            if (value == null) {
                merged.remove(name);
            } else {
                merged.put(name, value);
            }
        });
        if (transition) {
            merged.put("status", Objects.requireNonNull(event.text("to")));
        }
        return Collections.unmodifiableMap(merged);
    }

    private static @Nullable String exceededLimit(Map<String, Object> attributes) {
        if (attributes.size() > Limits.MAX_ATTRIBUTES) {
            return "Expected at most " + Limits.MAX_ATTRIBUTES + " attributes of a lead but it would have "
                    + attributes.size() + ".";
        }
        int size = Json.size(attributes);
        return size <= Limits.MAX_ATTRIBUTES_BYTES
                ? null
                : "Expected at most " + Limits.MAX_ATTRIBUTES_BYTES
                        + " bytes of attributes of a lead but they would take " + size + ".";
    }

    /** This engine's own messages count from their firing; the message.sent event changes nothing here (X1, X2). */
    private static Conversation conversation(Conversation before, LeadEvent event, Instant occurredAt) {
        if (event.isInboundMessage()) {
            return before.afterInbound(occurredAt, event.text("channel"), event.text("body"));
        }
        return event.isOutboundMessage() && !event.isOwnMessage() ? before.afterOutbound(occurredAt) : before;
    }

    private static SortedMap<String, Progress> replied(SortedMap<String, Progress> automations) {
        if (automations.values().stream().allMatch(progress -> progress.followUps() == 0)) {
            return automations;
        }
        SortedMap<String, Progress> reset = new TreeMap<>(automations);
        reset.replaceAll((id, progress) -> progress.replied());
        return Collections.unmodifiableSortedMap(reset);
    }

    private static List<String> remember(List<String> ids, String id) {
        List<String> remembered = new ArrayList<>(ids.size() + 1);
        remembered.addAll(ids.size() < Lead.REMEMBERED_EVENTS ? ids : ids.subList(1, ids.size()));
        remembered.add(id);
        return Collections.unmodifiableList(remembered);
    }
}
