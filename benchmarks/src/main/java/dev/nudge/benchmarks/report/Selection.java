package dev.nudge.benchmarks.report;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command measures: everything, or what its option {@code -Donly} names by ids with commas. */
public record Selection(Set<String> ids) {

    /**
     * Reads the option.
     *
     * @param all the ids of the command
     * @throws IllegalArgumentException with all ids, if the option names another one
     */
    public static Selection of(Collection<String> all) {
        return of(System.getProperty("only"), all);
    }

    static Selection of(@Nullable String option, Collection<String> all) {
        if (option == null) {
            return new Selection(new LinkedHashSet<>(all));
        }
        Set<String> ids = new LinkedHashSet<>();
        for (String id : option.split(",")) {
            if (!all.contains(id)) {
                throw new IllegalArgumentException("Expected -Donly to name some of " + String.join(",", all)
                        + " but found \"" + id + "\".");
            }
            ids.add(id);
        }
        return new Selection(ids);
    }

    public boolean contains(String id) {
        return ids.contains(id);
    }
}
