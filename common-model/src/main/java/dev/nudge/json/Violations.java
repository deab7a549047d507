package dev.nudge.json;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The violations of a document: the first {@value #MAX_KEPT} are kept as a list, the others are only counted, so that a
 * document with an error in every field costs no more than a document with a few.
 */
public final class Violations extends AbstractList<Violation> {

    public static final int MAX_KEPT = 100;

    private final List<Violation> kept = new ArrayList<>();
    private int count;

    /** The number of violations found, including those that are not kept. */
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

    /** Whether a further violation would only be counted, so that its message need not be built. */
    public boolean isFull() {
        return kept.size() >= MAX_KEPT;
    }

    /** Counts violations that are not kept because {@link #isFull} is true. */
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
