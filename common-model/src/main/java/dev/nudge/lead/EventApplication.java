package dev.nudge.lead;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Organization;
import dev.nudge.event.Direction;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.event.Note;
import dev.nudge.json.Json;
import dev.nudge.lead.Lead.StatusHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import dev.nudge.lead.LeadEventApplier.Applied;

/** One event that is being applied to its lead. */
final class EventApplication {

    private final LeadEvent event;
    private final Lead before;
    private final Instant now;
    private final Instant occurredAt;
    private final Organization organization;
    private final OptOutReading optOut;
    private final List<EventNote> notes;

    EventApplication(LeadEvent event, Lead before, Instant now, Instant occurredAt, Organization organization) {
        this.event = event;
        this.before = before;
        this.now = now;
        this.occurredAt = occurredAt;
        this.organization = organization;
        OptOutReading reading = OptOutReading.of(event, organization);
        this.optOut = isBeforeDeletion() ? reading.withoutOptIn() : reading;
        this.notes = new ArrayList<>(event.notes());
    }

    Applied apply() {
        if (optOut.text() == OptOutText.PERHAPS || optOut.text() == OptOutText.MENTIONED) {
            notes.add(EventNote.of(Note.MAYBE_OPT_OUT));
        }
        Map<AddressKind, Consent> consents = optOut.applyTo(before.consents(), occurredAt);
        if (isBeforeDeletion()) {
            Lead after = lead(before.createdAt(), before.attributes(), before.attributesAt(),
                    before.statusHistory(), before.conversation(), consents, before.automations(),
                    before.removal());
            StatusMerge status = StatusMerge.unchanged(before.status());
            return applied(after, status, obstacle(status, true), false, null);
        }
        if (event.removesLead()) {
            Lead after = lead(null, Map.of(), null, StatusHistory.NONE, Conversation.NONE, consents,
                    each(Progress::withoutRuns), new Removal(occurredAt, now, mergedInto()));
            StatusMerge status = StatusMerge.unchanged(null);
            return applied(after, status, obstacle(status, true), false, null);
        }
        AttributeMerge attributes = AttributeMerge.of(before, event, occurredAt);
        StatusMerge status = StatusMerge.of(before, event, occurredAt, attributes.isOld());
        attributes.note().ifPresent(notes::add);
        if (status.isLate()) {
            notes.add(EventNote.of(Note.STATUS_LATE));
        }
        boolean isReply = event.isInboundMessage() && !event.isAutomatic() && !optOut.isKeyword();
        Lead after = lead(before.createdAt() == null ? occurredAt : before.createdAt(),
                status.mergeInto(attributes.attributes()), attributes.attributesAt(), status.history(),
                conversation(), consents, progress(isReply, status), before.removal());
        return applied(after, status, obstacle(status, false), isReply, event.cancelledAutomation());
    }

    private Applied applied(Lead after, StatusMerge status, @Nullable EventObstacle obstacle, boolean isReply,
            @Nullable String cancelledAutomation) {
        return new Applied(before, after, occurredAt, status, obstacle, optOut.isOptOut(), isReply,
                cancelledAutomation, List.copyOf(notes),
                optOut.suppressions(event, after, organization, occurredAt),
                forwarded(after));
    }

    private Lead lead(@Nullable Instant createdAt, Map<String, Object> attributes, @Nullable Instant attributesAt,
            StatusHistory statusHistory, Conversation conversation, Map<AddressKind, Consent> consents,
            SortedMap<String, Progress> automations, @Nullable Removal removal) {
        return new Lead(before.key(), createdAt, now, attributes, attributesAt, statusHistory, conversation,
                consents, automations,
                Lead.isOwn(event) ? before.events() : before.events().with(event.id(), now), before.sentOn(), removal);
    }

    /** E10. */
    private boolean isBeforeDeletion() {
        return before.removal() != null && !occurredAt.isAfter(before.removal().occurredAt());
    }

    private @Nullable String mergedInto() {
        if (event.type().equals(LeadEvent.LEAD_MERGED)) {
            return event.text("into");
        }
        return before.removal() == null ? null : before.removal().mergedInto();
    }

    /** This engine's own messages count from their firing; the message.sent event changes nothing here (X1, X2). */
    private Conversation conversation() {
        Conversation known = before.conversation();
        if (event.isAutomatic() || event.isOwnMessage()) {
            return known;
        }
        if (event.isInboundMessage()) {
            return known.afterInbound(occurredAt, event.channel(), event.body());
        }
        return event.isOutboundMessage() ? known.afterOutbound(occurredAt) : known;
    }

    private SortedMap<String, Progress> progress(boolean isReply, StatusMerge status) {
        SortedMap<String, Progress> progress = isReply
                ? each(each -> each.replied(occurredAt))
                : before.automations();
        return status.isFirst()
                ? each(progress, each -> each.eachRun(run -> run.withFirstStatus(status.after())))
                : progress;
    }

    private SortedMap<String, Progress> each(UnaryOperator<Progress> change) {
        return each(before.automations(), change);
    }

    private static SortedMap<String, Progress> each(SortedMap<String, Progress> automations,
            UnaryOperator<Progress> change) {
        if (automations.isEmpty()) {
            return automations;
        }
        SortedMap<String, Progress> changed = new TreeMap<>(automations);
        changed.replaceAll((id, progress) -> change.apply(progress));
        return Collections.unmodifiableSortedMap(changed);
    }

    private @Nullable EventObstacle obstacle(StatusMerge status, boolean isOfDeletedLead) {
        if (event.type().equals(LeadEvent.MESSAGE_RECEIVED) && event.direction() == Direction.OUTBOUND) {
            return EventObstacle.NOT_INBOUND;
        }
        if (event.isOfAutomation()) {
            return EventObstacle.OWN_MESSAGE;
        }
        if (isOfDeletedLead) {
            return EventObstacle.LEAD_DELETED;
        }
        if (event.isMessage() && event.direction() == Direction.UNKNOWN) {
            return EventObstacle.DIRECTION_IGNORED;
        }
        if (event.isAutomatic()) {
            return EventObstacle.AUTOMATIC;
        }
        if (isTooOld()) {
            return EventObstacle.TOO_OLD;
        }
        if (optOut.isKeyword()) {
            return EventObstacle.KEYWORD;
        }
        if (optOut.text() == OptOutText.PERHAPS) {
            return EventObstacle.MAYBE_OPT_OUT;
        }
        return event.isStatusChange() && status.isLate() ? EventObstacle.LATE : null;
    }

    /** E8. */
    private boolean isTooOld() {
        Duration max = organization.maxEventAge();
        return max != null && Duration.between(occurredAt, now).compareTo(max) > 0;
    }

    /** E10: opt-outs of a merged lead, for the lead into which it was merged. */
    private List<LeadEvent> forwarded(Lead after) {
        Removal removal = after.removal();
        String into = removal == null ? null : removal.mergedInto();
        List<LeadEvent> forwarded = new ArrayList<>();
        if (removal == null || into == null) {
            return forwarded;
        }
        if (event.type().equals(LeadEvent.LEAD_MERGED) && !removal.equals(before.removal())) {
            before.consents().entrySet().stream().filter(consent -> consent.getValue().optedOut())
                    .sorted(Comparator.comparing((Map.Entry<AddressKind, Consent> each) -> each.getValue().at())
                            .thenComparing(each -> each.getKey().json()))
                    .forEach(each -> forwarded.add(optedOut(into, each.getKey(), each.getValue(),
                            OptOutReading.addressOf(before, each.getKey(), organization).stream())));
        } else if (optOut.isOptOut()) {
            optOut.kinds().forEach(kind -> forwarded.add(optedOut(into, kind, new Consent(true, occurredAt,
                    optOut.by()), optOut.addresses(kind, event, after, organization))));
        }
        return forwarded;
    }

    private LeadEvent optedOut(String into, AddressKind kind, Consent consent, Stream<Address> addresses) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("channel", kind.json());
        String to = addresses.findFirst().map(Address::to).orElse("");
        if (!to.isEmpty()) {
            data.put("address", to);
        }
        if (consent.by() != null) {
            data.put("by", consent.by());
        }
        String id = "merged-" + LeadEvent.fingerprint(before.key().leadId(), kind.json(), Json.text(consent.at()), to);
        return new LeadEvent(id, LeadEvent.OPTED_OUT, new LeadKey(before.key().organizationId(), into),
                consent.at(), data, Map.of());
    }
}
