package dev.nudge.api.suppression;

import dev.nudge.address.Address;
import dev.nudge.api.lead.LeadEvents;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.security.Caller;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Suppression;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes the suppression list, and then appends an event to each known lead with the address (F4, E11). All addresses
 * are on the list, or off it, before events are appended; a request that ends in between can be sent again.
 */
public final class SuppressionChanges {

    /** How many addresses are looked up, and how many events are appended, at a time. */
    private static final int CHUNK = 500;
    private static final int CONCURRENT_WRITES = 16;

    private final Suppressions suppressions;
    private final Leads leads;
    private final LeadEvents events;
    private final Organizations organizations;
    private final InstantSource clock;

    SuppressionChanges(Suppressions suppressions, Leads leads, LeadEvents events, Organizations organizations,
            InstantSource clock) {
        this.suppressions = suppressions;
        this.leads = leads;
        this.events = events;
        this.organizations = organizations;
        this.clock = clock;
    }

    /** The region of the organization's phone numbers without a country code (F1); null without one. */
    @Nullable
    String region(Caller caller) {
        return organizations.settings(caller.organizationId()).defaultRegion();
    }

    /** Whether a known lead with the address has such an opt-out or opt-in. */
    boolean anyLead(Caller caller, Address address, Predicate<Consent> consent) {
        return leads.anyConsent(caller.organizationId(), address, region(caller), consent);
    }

    /** @return the number of leads that have one of the addresses */
    int suppress(Caller caller, List<Address> addresses, Source source) {
        return change(caller, addresses, true, source, null);
    }

    /**
     * @param reason null when none was given
     * @return the number of leads that have the address
     */
    int lift(Caller caller, Address address, @Nullable String reason) {
        return change(caller, List.of(address), false, Source.USER, reason);
    }

    /**
     * The person asked for it, without a message: a link was used.
     *
     * @param leadId the lead that was written to, which is opted out whatever its address is now
     */
    public void optOut(String organizationId, String leadId, Address address) {
        Change change = new Change(organizationId, null, true, now(), null);
        record(organizationId, List.of(change.of(address)), Source.LEAD, null);
        append(change, List.of(address), leads.isKnown(organizationId, leadId) ? Set.of(leadId) : Set.of());
    }

    private int change(Caller caller, List<Address> addresses, boolean suppressed, Source source,
            @Nullable String reason) {
        Change change = new Change(caller.organizationId(), caller.userId(), suppressed, now(), reason);
        record(caller.organizationId(), addresses.stream().map(change::of).toList(), source, reason);
        return append(change, addresses, Set.of());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** @param by the user; null: the person */
    private record Change(String organizationId, @Nullable String by, boolean suppressed, Instant at,
            @Nullable String reason) {

        Suppression of(Address address) {
            return new Suppression(address, suppressed, at, by);
        }

        LeadEvent event(String leadId, Address address) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("channel", address.kind().json());
            data.put("address", address.to());
            if (by != null) {
                data.put("by", by);
            }
            if (reason != null) {
                data.put("reason", reason);
            }
            return new LeadEvent("evt-" + UUID.randomUUID(), suppressed ? LeadEvent.OPTED_OUT : LeadEvent.OPTED_IN,
                    new LeadKey(organizationId, leadId), at, data, Map.of());
        }
    }

    /**
     * Appends an event for each lead that has one of the addresses.
     *
     * @param others leads for which one is appended in any case, about the first address
     * @return the number of leads that have one of the addresses
     */
    private int append(Change change, List<Address> addresses, Set<String> others) {
        String region = organizations.settings(change.organizationId()).defaultRegion();
        AtomicInteger count = new AtomicInteger();
        Set<String> missing = new HashSet<>(others);
        List<LeadEvent> toAppend = new ArrayList<>();
        for (int from = 0; from < addresses.size(); from += CHUNK) {
            leads.forEachWithAddress(change.organizationId(),
                    addresses.subList(from, Math.min(from + CHUNK, addresses.size())), region, (leadId, address) -> {
                        toAppend.add(change.event(leadId, address));
                        missing.remove(leadId);
                        count.incrementAndGet();
                        if (toAppend.size() == CHUNK) {
                            events.append(toAppend);
                            toAppend.clear();
                        }
                    });
        }
        missing.forEach(leadId -> toAppend.add(change.event(leadId, addresses.getFirst())));
        events.append(toAppend);
        return count.get();
    }

    private void record(String organizationId, List<Suppression> changes, Source source, @Nullable String reason) {
        if (changes.size() == 1) {
            suppressions.record(organizationId, changes.getFirst(), source, reason);
            return;
        }
        try (ExecutorService writers = Executors.newFixedThreadPool(CONCURRENT_WRITES, Thread.ofVirtual().factory())) {
            List<Future<Boolean>> writes = new ArrayList<>();
            changes.forEach(change -> writes.add(writers
                    .submit(() -> suppressions.record(organizationId, change, source, reason))));
            for (Future<Boolean> write : writes) {
                write.get();
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }
}
