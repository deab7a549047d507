package dev.nudge.lead;

import dev.nudge.automation.Channel;
import dev.nudge.event.LeadKey;
import dev.nudge.message.Message;
import dev.nudge.message.Message.RecipientKind;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a lead, including the progress of each automation. Immutable.
 *
 * @param createdAt when the first event occurred
 * @param lastNow the engine's latest "now" for the lead; it never decreases (E7)
 * @param attributes predefined and custom ones, including {@code status} (E2)
 * @param optOuts the channels that the lead opted out of (F4)
 * @param automations by automation id; contains only automations that started a run
 * @param recentEventIds of producers' events, oldest first (E5)
 * @param recentOwnEventIds of the engine's own messages, kept separately so that they do not displace the former
 */
public record Lead(LeadKey key, Instant createdAt, Instant lastNow, Map<String, Object> attributes,
        StatusHistory statusHistory, Conversation conversation, Map<Channel, OptOut> optOuts,
        SortedMap<String, Progress> automations, List<String> recentEventIds, List<String> recentOwnEventIds) {

    public static final int REMEMBERED_EVENTS = 32;

    /** The status before the present one, and when the present one was set. */
    public record StatusHistory(@Nullable String previousStatus, @Nullable Instant statusChangedAt) {
        static final StatusHistory NONE = new StatusHistory(null, null);

        StatusHistory after(boolean transition, @Nullable String from, boolean moved, Instant occurredAt) {
            return new StatusHistory(transition ? from : previousStatus,
                    moved ? Conversation.later(statusChangedAt, occurredAt) : statusChangedAt);
        }
    }

    /** A lead without any applied event. */
    public static Lead unknown(LeadKey key, Instant createdAt, Instant now) {
        return new Lead(key, createdAt, now, Map.of(), StatusHistory.NONE, Conversation.NONE, Map.of(),
                Collections.emptySortedMap(), List.of(), List.of());
    }

    /** Whether no event has been applied. */
    boolean isUnknown() {
        return recentEventIds.isEmpty() && recentOwnEventIds.isEmpty();
    }

    public @Nullable String status() {
        return text("status");
    }

    public @Nullable String text(String attribute) {
        return attributes.get(attribute) instanceof String text ? text : null;
    }

    /** The owner's id; empty when it is absent or blank (S4). */
    public Optional<String> ownerId() {
        return Optional.ofNullable(text("ownerId")).filter(owner -> !owner.isBlank());
    }

    public Progress progressOf(String automationId) {
        return automations.getOrDefault(automationId, Progress.NONE);
    }

    public @Nullable Run waitingRunOf(String automationId) {
        return progressOf(automationId).run();
    }

    /** The ids of the automations that have a waiting run, in order. */
    public Stream<String> waitingAutomations() {
        return automations.entrySet().stream().filter(entry -> entry.getValue().run() != null).map(Map.Entry::getKey);
    }

    /** The earliest due instant of all waiting runs. */
    public Optional<Instant> nextDueAt() {
        return automations.values().stream().map(Progress::run).filter(run -> run != null).map(Run::dueAt)
                .min(Instant::compareTo);
    }

    public boolean optedOutOf(Channel channel) {
        return optOuts.containsKey(channel);
    }

    public boolean hasApplied(String eventId) {
        return recentEventIds.contains(eventId) || recentOwnEventIds.contains(eventId);
    }

    public Lead with(SortedMap<String, Progress> newAutomations) {
        return new Lead(key, createdAt, lastNow, attributes, statusHistory, conversation, optOuts,
                Collections.unmodifiableSortedMap(newAutomations), recentEventIds, recentOwnEventIds);
    }

    public Lead with(String automationId, Progress progress) {
        SortedMap<String, Progress> changed = new TreeMap<>(automations);
        changed.put(automationId, progress);
        return with(changed);
    }

    /** X2: a message to the lead counts from its firing, regardless of its delivery. */
    public Lead afterFiring(List<Message> messages) {
        boolean toLead = messages.stream().anyMatch(message -> message.recipientKind() == RecipientKind.LEAD);
        return toLead
                ? new Lead(key, createdAt, lastNow, attributes, statusHistory, conversation.afterOwnMessage(), optOuts,
                        automations, recentEventIds, recentOwnEventIds)
                : this;
    }

    public Lead at(Instant now) {
        return new Lead(key, createdAt, now, attributes, statusHistory, conversation, optOuts, automations,
                recentEventIds, recentOwnEventIds);
    }
}
