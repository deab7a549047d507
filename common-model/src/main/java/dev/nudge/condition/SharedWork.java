package dev.nudge.condition;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;

/** Caches conversions of long values that several leaves of one evaluation need. */
final class SharedWork {

    private final IdentityHashMap<String, String> lowerCase = new IdentityHashMap<>();
    private final IdentityHashMap<List<?>, ScalarSet> scalars = new IdentityHashMap<>();

    String lowerCase(String text) {
        return lowerCase.computeIfAbsent(text, each -> each.toLowerCase(Locale.ROOT));
    }

    /** The scalars among the elements of a list. */
    ScalarSet scalars(List<?> list) {
        return scalars.computeIfAbsent(list, ScalarSet::of);
    }
}
