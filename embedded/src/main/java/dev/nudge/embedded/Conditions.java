package dev.nudge.embedded;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import de.bwaldvogel.mongo.bson.Document;

/**
 * What a query asks of single fields, as far as an order of documents can serve it. All that the query matches meets
 * these conditions; not all that meets them is matched.
 */
record Conditions(Document query, Map<String, Interval> intervals) {

    static Conditions of(Document query) {
        Map<String, Interval> intervals = new HashMap<>();
        collect(query, intervals);
        return new Conditions(query, intervals);
    }

    private static void collect(Document query, Map<String, Interval> intervals) {
        query.forEach((field, asked) -> {
            if (field.equals("$and") && asked instanceof List<?> parts) {
                parts.stream().filter(Document.class::isInstance).forEach(part -> collect((Document) part, intervals));
            }
            if (!field.startsWith("$")) {
                intervals.merge(field, Interval.of(asked), Interval::and);
            }
        });
    }

    Interval of(String field) {
        return intervals.getOrDefault(field, Interval.ALL);
    }

    /** The ids that the query names, each once and in order, if it names them. */
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
