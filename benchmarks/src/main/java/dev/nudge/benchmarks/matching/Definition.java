package dev.nudge.benchmarks.matching;

import java.util.ArrayList;
import java.util.List;

/**
 * An automation, independent of a library.
 *
 * @param sourceStatuses the lead's statuses before the event; empty: any
 * @param targetStatuses the statuses to which a {@code status_change} changes; empty: any
 * @param criteria all must hold
 */
record Definition(String organizationId, String id, int version, String eventType, List<String> sourceStatuses,
        List<String> targetStatuses, List<Criterion> criteria) {

    static final String STATUS_CHANGE = "status_change";

    /** The next version, which every event of the type matches. */
    Definition matchingAny() {
        return new Definition(organizationId, id, version + 1, eventType, List.of(), List.of(), List.of());
    }

    /** The next version, which no event matches. */
    Definition matchingNone() {
        return new Definition(organizationId, id, version + 1, eventType, List.of(), List.of(),
                List.of(new Criterion.In("lead.source", List.of("None of them"))));
    }

    Definition withVersion(int newVersion) {
        return new Definition(organizationId, id, newVersion, eventType, sourceStatuses, targetStatuses, criteria);
    }

    /** The statuses and conditions as criteria for the event, for libraries that know only these. */
    List<Criterion> allCriteria() {
        List<Criterion> all = new ArrayList<>();
        if (!sourceStatuses.isEmpty()) {
            all.add(new Criterion.In(eventType.equals(STATUS_CHANGE) ? "data.from" : "lead.status", sourceStatuses));
        }
        if (!targetStatuses.isEmpty()) {
            all.add(new Criterion.In("data.to", targetStatuses));
        }
        all.addAll(criteria);
        return all;
    }
}
