package dev.nudge.message;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the Mustache library access to JSON values only: a name is a field of an object or an element of a list, never
 * a method, a field or an entry of a Java object (F6). Counts every lookup as a step.
 */
final class JsonCollector implements Mustache.Collector {

    static final ScopedValue<Rendering> RENDERING = ScopedValue.newInstance();

    private static final Mustache.VariableFetcher MEMBER = (value, name) -> {
        RENDERING.get().lookUp(name);
        Object member = Variables.member(value, name);
        return Variables.NOT_FOUND.equals(member) ? Template.NO_FETCHER_FOUND : member;
    };

    /** The values that a section repeats over; null for true and false, which only show or hide it. */
    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
        Rendering rendering = RENDERING.get();
        rendering.step();
        return switch (value) {
            case Boolean open -> {
                if (open) {
                    rendering.repeat();
                }
                yield null;
            }
            case List<?> list -> new Repetitions(list.iterator(), rendering);
            default -> new Repetitions(Collections.singleton(value).iterator(), rendering);
        };
    }

    @Override
    public Mustache.VariableFetcher createFetcher(Object value, String name) {
        return MEMBER;
    }

    /** No cache is needed, because there is only one fetcher. */
    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new AbstractMap<>() {
            @Override
            public @Nullable V get(@Nullable Object key) {
                return null;
            }

            @Override
            public @Nullable V put(K key, V value) {
                return null;
            }

            @Override
            public Set<Entry<K, V>> entrySet() {
                return Set.of();
            }
        };
    }

    /** Iterates over the values that are not missing and counts each one when it is returned. */
    private static final class Repetitions implements Iterator<Object> {

        private final Iterator<?> values;
        private final Rendering rendering;
        private @Nullable Object next;

        Repetitions(Iterator<?> values, Rendering rendering) {
            this.values = values;
            this.rendering = rendering;
        }

        @Override
        public boolean hasNext() {
            while (next == null && values.hasNext()) {
                rendering.step();
                Object value = values.next();
                next = rendering.isMissing(value) ? null : value;
            }
            return next != null;
        }

        @Override
        public Object next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException("No more values");
            }
            rendering.repeat();
            Object value = next;
            next = null;
            return value;
        }
    }
}
