package dev.nudge.embedded;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import de.bwaldvogel.mongo.bson.Document;

/**
 * The conditions of a query on single fields, as far as an ordered scan can use them. Every document that matches the
 * query meets these conditions, but not every document that meets them matches the query.
 */
record Conditions(Document query, Map<String, Interval> intervals) {

    static Conditions of(Document query) {
        Map<String, Interval> intervals = new HashMap<>();
        collect(query, intervals);
        return new Conditions(query, intervals);
    }

    private static void collect(Document query, Map<String, Interval> intervals) {
        query.forEach((field, operand) -> {
            if (field.equals("$and") && operand instanceof List<?> parts) {
                parts.stream().filter(Document.class::isInstance).forEach(part -> collect((Document) part, intervals));
            }
            if (!field.startsWith("$")) {
                intervals.merge(field, Interval.of(operand), Interval::and);
            }
        });
    }

    Interval of(String field) {
        return intervals.getOrDefault(field, Interval.ALL);
    }

    /** The ids in the query, distinct and in order; empty if the query does not specify ids. */
    Optional<Collection<Object>> ids() {
        TreeSet<Object> ids = new TreeSet<>(BsonOrder.ASCENDING);
        Interval interval = of(PrimaryKey.FIELD);
        if (interval.isPoint() && interval.low() != null) {
            ids.add(interval.low());
            return Optional.of(ids);
        }
        return named(query).map(named -> {
            ids.addAll(named);
            return ids;
        });
    }

    private static Optional<Collection<?>> named(Document query) {
        if (query.get(PrimaryKey.FIELD) instanceof Document operators
                && operators.get("$in") instanceof Collection<?> named
                && named.stream().allMatch(id -> id != null && Interval.canBeLookedUp(id))) {
            return Optional.of(named);
        }
        return query.get("$and") instanceof List<?> parts
                ? parts.stream().filter(Document.class::isInstance).flatMap(part -> named((Document) part).stream())
                        .findFirst().map(found -> found)
                : Optional.empty();
    }
}
