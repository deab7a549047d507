package dev.nudge.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of an ordered scan that a query needs: the values of the first fields are fixed (points), those of the next
 * field can be bounded, and the documents can have the requested order.
 */
record ScanRange(List<Interval> intervals, int points, Sorting sorting) implements Comparable<ScanRange> {

    enum Sorting {
        NOT_ASKED,
        NOT_SERVED,
        FORWARD,
        BACKWARD
    }

    private static final Comparator<ScanRange> BY_BENEFIT = Comparator.comparingInt(ScanRange::points).thenComparing(
            ScanRange::sorts).thenComparing(ScanRange::narrowsNext);

    boolean narrows() {
        return points > 0 || narrowsNext();
    }

    boolean sorts() {
        return sorting != Sorting.NOT_SERVED;
    }

    boolean isForward() {
        return sorting == Sorting.FORWARD;
    }

    boolean isBackward() {
        return sorting == Sorting.BACKWARD;
    }

    /** The smallest key that can match. */
    List<@Nullable Object> low() {
        return end(Interval.ALL.low(), Interval::low);
    }

    /** The greatest key that can match. */
    List<@Nullable Object> high() {
        return end(Interval.ALL.high(), Interval::high);
    }

    boolean admits(List<@Nullable Object> key) {
        return IntStream.range(0, intervals.size()).allMatch(field -> intervals.get(field).contains(key.get(field)));
    }

    @Override
    public int compareTo(ScanRange other) {
        return BY_BENEFIT.compare(this, other);
    }

    private boolean narrowsNext() {
        return points < intervals.size() && intervals.get(points).isBounded();
    }

    private List<@Nullable Object> end(@Nullable Object beyond,
            Function<Interval, @Nullable Object> end) {
        List<@Nullable Object> key = new ArrayList<>();
        for (int field = 0; field < intervals.size(); field++) {
            key.add(field <= points ? end.apply(intervals.get(field)) : beyond);
        }
        return key;
    }
}
