package dev.nudge.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An order of documents by the values of some fields; the last field is {@code _id}. */
record KeyOrder(List<String> fields) {

    static final KeyOrder PRIMARY = new KeyOrder(List.of(PrimaryKey.FIELD));

    static KeyOrder by(List<String> indexed) {
        int id = indexed.indexOf(PrimaryKey.FIELD);
        List<String> fields = new ArrayList<>(id < 0 ? indexed : indexed.subList(0, id));
        fields.add(PrimaryKey.FIELD);
        return new KeyOrder(List.copyOf(fields));
    }

    ScanRange range(Conditions conditions, @Nullable Document orderBy) {
        List<Interval> intervals = fields.stream().map(conditions::of).toList();
        int points = 0;
        while (points < intervals.size() && intervals.get(points).isPoint()) {
            points++;
        }
        return new ScanRange(intervals, points, sorting(conditions, orderBy, points));
    }

    /**
     * Fields of this order that are fixed to one value can be skipped; the remaining sort fields must follow in this
     * order and have one direction. A field that is not part of this order cannot be skipped even if it is fixed,
     * because it may contain a list, which sorts by all its elements.
     */
    private ScanRange.Sorting sorting(Conditions conditions, @Nullable Document orderBy, int next) {
        if (orderBy == null || orderBy.isEmpty()) {
            return ScanRange.Sorting.NOT_ASKED;
        }
        ScanRange.Sorting sorting = ScanRange.Sorting.NOT_ASKED;
        for (Map.Entry<String, Object> entry : orderBy.entrySet()) {
            if (next == fields.size()) {
                break; // ids are unique, so that further fields have no effect
            }
            if (fields.contains(entry.getKey()) && conditions.of(entry.getKey()).isPoint()) {
                continue;
            }
            ScanRange.Sorting direction = ((Number) entry.getValue()).intValue() > 0
                    ? ScanRange.Sorting.FORWARD
                    : ScanRange.Sorting.BACKWARD;
            boolean turns = sorting != ScanRange.Sorting.NOT_ASKED && sorting != direction;
            if (turns || !entry.getKey().equals(fields.get(next))) {
                return ScanRange.Sorting.NOT_SERVED;
            }
            sorting = direction;
            next++;
        }
        return sorting;
    }
}
