package dev.nudge.json;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The faults of a document: the first {@value #MAX_KEPT} as a list, of the others only how many there are, so that a
 * document with a fault in each of its fields costs no more than one with a few.
 */
public final class Violations extends AbstractList<Violation> {

    public static final int MAX_KEPT = 100;

    private final List<Violation> kept = new ArrayList<>();
    private int count;

    /** How many faults were found, those that are not kept included. */
    public static int count(List<Violation> violations) {
        return violations instanceof Violations bounded ? bounded.count : violations.size();
    }

    public static Violations of(List<Violation> violations) {
        Violations copy = new Violations();
        copy.addAll(violations);
        return copy;
    }

    public int count() {
        return count;
    }

    /** Whether one more would only be counted; its message need not be built then. */
    public boolean isFull() {
        return kept.size() >= MAX_KEPT;
    }

    /** Counts faults that {@link #isFull} has no room for. */
    void skip(int faults) {
        count += faults;
    }

    @Override
    public boolean add(Violation violation) {
        count++;
        return !isFull() && kept.add(violation);
    }

    @Override
    public boolean addAll(Collection<? extends Violation> others) {
        others.forEach(this::add);
        if (others instanceof Violations bounded) {
            count += bounded.count - bounded.kept.size();
        }
        return !others.isEmpty();
    }

    @Override
    public Violation get(int index) {
        return kept.get(index);
    }

    @Override
    public int size() {
        return kept.size();
    }
}
