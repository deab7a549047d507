package dev.nudge.testsupport;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * A suppression list in memory (F4): the newest change of an address counts; of two of the same instant the opt-out.
 */
public final class SuppressionList {

    /** Whether an address is suppressed, and since when; an address that was taken off the list stays in it. */
    public record Entry(boolean suppressed, Instant at) {

        private Entry newer(Entry other) {
            int order = at.compareTo(other.at);
            return order > 0 || order == 0 && suppressed ? this : other;
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();

    /** @param changes of the reference model, in any order */
    public static SuppressionList of(Collection<Map<String, Object>> changes) {
        SuppressionList list = new SuppressionList();
        changes.forEach(change -> list.add(String.valueOf(change.get("organizationId")),
                String.valueOf(change.get("scope")), String.valueOf(change.get("address")),
                Boolean.TRUE.equals(change.get("suppressed")),
                Instant.parse(String.valueOf(change.get("occurredAt")))));
        return list;
    }

    /** @param kind {@code phone} or {@code email} */
    public void add(String organizationId, String kind, String address, boolean suppressed, Instant at) {
        entries.merge(organizationId + " " + kind + " " + address, new Entry(suppressed, at), Entry::newer);
    }

    /** By organization, kind and address. */
    public Map<String, Entry> entries() {
        return entries;
    }
}
