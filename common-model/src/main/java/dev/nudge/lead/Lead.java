package dev.nudge.lead;

import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.UnicodeText;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a lead, including the progress of each automation. Immutable.
 *
 * @param createdAt when the event occurred that made the lead known; null when none has, or since its deletion (E10)
 * @param lastNow the engine's latest "now" for the lead; it never decreases (E7)
 * @param attributes predefined and custom ones, including {@code status} (E2)
 * @param attributesAt when the newest event occurred that set attributes (E2)
 * @param consents the latest opt-outs and opt-ins (F4)
 * @param automations by automation id; contains only automations that started a run
 * @param events the producers' events that were applied (E5)
 * @param sentOn how many messages were fired to the lead on the days of the last two weeks, in its zone (W5)
 * @param removal the latest deletion or merge (E10); null when there was none
 */
public record Lead(LeadKey key, @Nullable Instant createdAt, Instant lastNow, Map<String, Object> attributes,
        @Nullable Instant attributesAt, StatusHistory statusHistory, Conversation conversation,
        Map<AddressKind, Consent> consents, SortedMap<String, Progress> automations, EventMemory events,
        SortedMap<LocalDate, Integer> sentOn, @Nullable Removal removal) {

    private static final int DAYS_COUNTED = 14;

    /** The status before the present one, and when the present one was set. */
    public record StatusHistory(@Nullable String previousStatus, @Nullable Instant statusChangedAt) {
        public static final StatusHistory NONE = new StatusHistory(null, null);
    }

    /** A lead of which nothing is known. */
    public static Lead unknown(LeadKey key, Instant now) {
        return new Lead(key, null, now, Map.of(), null, StatusHistory.NONE, Conversation.NONE, Map.of(),
                Collections.emptySortedMap(), EventMemory.NONE, Collections.emptySortedMap(), null);
    }

    /** Whether no event has made the lead known, or a deletion came after it. */
    public boolean isUnknown() {
        return createdAt == null;
    }

    public @Nullable String status() {
        return text("status");
    }

    /** An attribute as text; null when it is blank or of another type. */
    public @Nullable String text(String attribute) {
        return attributes.get(attribute) instanceof String text && !UnicodeText.isBlank(text) ? text : null;
    }

    /** The owner's id; empty when it is absent or blank (S4). */
    public Optional<String> ownerId() {
        return Optional.ofNullable(text("ownerId"));
    }

    public Progress progressOf(String automationId) {
        return automations.getOrDefault(automationId, Progress.NONE);
    }

    /** The earliest due instant of all waiting runs. */
    public Optional<Instant> nextDueAt() {
        Instant next = null;
        for (Progress progress : automations.values()) {
            for (Run run : progress.runs()) {
                next = next == null || run.dueAt().isBefore(next) ? run.dueAt() : next;
            }
        }
        return Optional.ofNullable(next);
    }

    /** The timers of all waiting runs. */
    public Stream<DueTimer> timers() {
        return automations.entrySet().stream()
                .flatMap(entry -> entry.getValue().runs().stream().map(run -> run.timer(entry.getKey())));
    }

    /** The ids of the automations that have waiting runs, in order. */
    public Stream<String> waitingAutomations() {
        return automations.entrySet().stream().filter(entry -> !entry.getValue().runs().isEmpty())
                .map(Map.Entry::getKey);
    }

    /** F4: the webhook cannot be opted out of. */
    public boolean optedOutOf(Channel channel) {
        Consent consent = channel.addressKind() == null ? null : consents.get(channel.addressKind());
        return consent != null && consent.optedOut();
    }

    /** E5: the events of this engine's own messages change nothing, and are not remembered. */
    boolean hasApplied(LeadEvent event, Instant now) {
        return !isOwn(event) && events.contains(event.id(), now);
    }

    static boolean isOwn(LeadEvent event) {
        return event.type().equals(LeadEvent.MESSAGE_SENT) && event.isOwnMessage();
    }

    /** W5: the number of messages on a day. */
    public int sentOnDay(LocalDate day) {
        return sentOn.getOrDefault(day, 0);
    }

    /** W5: the number of messages in the ISO week of a day. */
    public int sentInWeekOf(LocalDate day) {
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return sentOn.subMap(monday, monday.plusWeeks(1)).values().stream().mapToInt(Integer::intValue).sum();
    }

    public Lead with(SortedMap<String, Progress> newAutomations) {
        return new Lead(key, createdAt, lastNow, attributes, attributesAt, statusHistory, conversation, consents,
                Collections.unmodifiableSortedMap(newAutomations), events, sentOn, removal);
    }

    public Lead with(String automationId, Progress progress) {
        SortedMap<String, Progress> changed = new TreeMap<>(automations);
        changed.put(automationId, progress);
        return with(changed);
    }

    /** X2: a message to the lead counts from its firing, regardless of its delivery. */
    public Lead afterFiring() {
        return new Lead(key, createdAt, lastNow, attributes, attributesAt, statusHistory,
                conversation.afterFiring(lastNow), consents, automations, events, sentOn,
                removal);
    }

    /** W5: more messages on a day; days that no cap needs any more are removed. */
    public Lead withSent(LocalDate day, int count) {
        if (count == 0) {
            return this;
        }
        SortedMap<LocalDate, Integer> counted = new TreeMap<>(sentOn.tailMap(day.minusDays(DAYS_COUNTED)));
        counted.merge(day, count, Integer::sum);
        return new Lead(key, createdAt, lastNow, attributes, attributesAt, statusHistory, conversation, consents,
                automations, events, Collections.unmodifiableSortedMap(counted), removal);
    }

    /** E7: when a record with this timestamp is processed; never before the lead's last event was. */
    public Instant nowAt(Instant recordTimestamp) {
        return Conversation.later(lastNow, recordTimestamp.truncatedTo(ChronoUnit.MILLIS));
    }

    public Lead at(Instant now) {
        return new Lead(key, createdAt, now, attributes, attributesAt, statusHistory, conversation, consents,
                automations, events, sentOn, removal);
    }
}
