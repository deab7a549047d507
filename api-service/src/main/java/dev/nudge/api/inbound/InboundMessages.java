package dev.nudge.api.inbound;

import dev.nudge.Limits;
import dev.nudge.address.Address;
import dev.nudge.api.lead.LeadEvents;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.organization.InboundSettings;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Organization;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.LeadEventApplier;
import dev.nudge.lead.Suppression;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages that come in. Each lead with the sender's address gets an event. Without such a lead, the message
 * makes a new lead, if the organization wants that, or is kept for people to read; then an opt-out or opt-in in it
 * changes the suppression list here (F4), because no engine sees it. A message that is forwarded again has the same
 * effect.
 */
public final class InboundMessages {

    private static final int CHUNK = 500;

    private final Organizations organizations;
    private final Leads leads;
    private final LeadEvents events;
    private final UnmatchedMessages unmatched;
    private final Suppressions suppressions;
    private final InstantSource clock;

    InboundMessages(Organizations organizations, Leads leads, LeadEvents events, UnmatchedMessages unmatched,
            Suppressions suppressions, InstantSource clock) {
        this.organizations = organizations;
        this.leads = leads;
        this.events = events;
        this.unmatched = unmatched;
        this.suppressions = suppressions;
        this.clock = clock;
    }

    /**
     * Returns when Kafka has acknowledged all events, or when the message is stored. The first
     * opt-out of an address counts from then on, also while the engine has not processed its event: delivery reads the
     * suppression list before each attempt.
     *
     * @throws ProblemException when there is no such organization (404), the message is too large (413), or Kafka does
     *     not acknowledge (503)
     */
    public void receive(InboundMessage message) {
        InboundSettings settings = organizations.inbound(message.organizationId())
                .orElseThrow(() -> ProblemException.notFound("There is no such organization."));
        Organization organization = settings.organization();
        Optional<Address> sender = Address.of(message.kind(), message.from(), organization.defaultRegion());
        String from = sender.map(Address::to).orElse(message.from());
        LeadEvent event = event(message, from, leadIdOf(message, from), Map.of());
        checkSize(event);
        suppressions(event, clock.instant().truncatedTo(ChronoUnit.MILLIS), organization)
                .filter(Suppression::suppressed)
                .forEach(change -> suppressions.recordFirst(message.organizationId(), change));
        if (sender.isPresent() && appendToLeads(message, sender.get(), organization)) {
            return;
        }
        if (sender.isPresent() && settings.createsLeads()) {
            events.append(List.of(ofNewLead(message, sender.get())));
            return;
        }
        suppressions(event, unmatched.keep(event), organization)
                .forEach(change -> suppressions.record(message.organizationId(), change, Source.LEAD));
    }

    private static Stream<Suppression> suppressions(LeadEvent event, Instant receivedAt, Organization organization) {
        return LeadEventApplier.of(null, event, receivedAt, organization) instanceof LeadEventApplier.Applied applied
                ? applied.suppressions().stream()
                : Stream.empty();
    }

    /** Returns whether there is a lead with the address. */
    private boolean appendToLeads(InboundMessage message, Address sender, Organization organization) {
        List<LeadEvent> toAppend = new ArrayList<>();
        boolean[] found = {false};
        leads.forEachWithAddress(message.organizationId(), List.of(sender), organization.defaultRegion(),
                (leadId, address) -> {
                    found[0] = true;
                    toAppend.add(event(message, address.to(), leadId, Map.of()));
                    if (toAppend.size() == CHUNK) {
                        events.append(toAppend);
                        toAppend.clear();
                    }
                });
        events.append(toAppend);
        return found[0];
    }

    /** A lead of this address that has another one by now keeps that. */
    private LeadEvent ofNewLead(InboundMessage message, Address sender) {
        String leadId = leadIdOf(message, sender.key());
        return event(message, sender.to(), leadId, leads.isKnown(message.organizationId(), leadId)
                ? Map.of()
                : Map.of(sender.kind().json(), sender.to()));
    }

    /** Derived from the address, so that its messages go to one lead, and without the address, which may be deleted. */
    private static String leadIdOf(InboundMessage message, String key) {
        return message.kind().json() + "-" + LeadEvent.fingerprint(message.organizationId(), key);
    }

    private static LeadEvent event(InboundMessage message, String from, String leadId,
            Map<String, @Nullable Object> attributes) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("direction", "inbound");
        data.put("from", from);
        data.putAll(message.data());
        return new LeadEvent(message.eventId(), LeadEvent.MESSAGE_RECEIVED,
                new LeadKey(message.organizationId(), leadId), message.occurredAt(), data, attributes);
    }

    private static void checkSize(LeadEvent event) {
        int size = JsonCodec.write(event.toJson()).length;
        if (size > Limits.MAX_EVENT_BYTES) {
            throw ProblemException.tooLarge("Expected a message of at most " + Limits.MAX_EVENT_BYTES
                    + " bytes as an event but found " + size + ".");
        }
    }
}
