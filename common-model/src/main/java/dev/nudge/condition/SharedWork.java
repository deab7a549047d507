package dev.nudge.condition;

import dev.nudge.json.UnicodeText;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Caches conversions of long values that several leaves of one evaluation need. Most evaluations need few of them. */
final class SharedWork {

    private static final int FEW = 2;

    private final IdentityHashMap<String, String> folded = new IdentityHashMap<>(FEW);
    private final IdentityHashMap<List<?>, ScalarSet> scalars = new IdentityHashMap<>(FEW);
    private final IdentityHashMap<List<?>, Set<String>> members = new IdentityHashMap<>(FEW);

    /** The text without its case. */
    String folded(String text) {
        return folded.computeIfAbsent(text, UnicodeText::foldCase);
    }

    /** The scalars among the elements of a list. */
    ScalarSet scalars(List<?> list) {
        return scalars.computeIfAbsent(list, ScalarSet::of);
    }

    /** The texts in a list, without their case and outer blanks. */
    Set<String> members(List<?> list) {
        return members.computeIfAbsent(list, each -> each.stream().filter(String.class::isInstance)
                .map(element -> member((String) element)).collect(Collectors.toSet()));
    }

    static String member(String text) {
        return UnicodeText.foldCase(UnicodeText.trim(text));
    }
}
