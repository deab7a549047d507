package dev.nudge.condition;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;

/** What the leaves of one judgement need of the same long value is done once. */
final class SharedWork {

    private final IdentityHashMap<String, String> lowerCase = new IdentityHashMap<>();
    private final IdentityHashMap<List<?>, ScalarSet> scalars = new IdentityHashMap<>();

    String lowerCase(String text) {
        return lowerCase.computeIfAbsent(text, each -> each.toLowerCase(Locale.ROOT));
    }

    /** The elements of a list. */
    ScalarSet scalars(List<?> list) {
        return scalars.computeIfAbsent(list, ScalarSet::of);
    }
}
