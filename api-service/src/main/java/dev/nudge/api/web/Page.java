package dev.nudge.api.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of a list, and where the next one begins. */
public record Page<T>(List<T> items, @Nullable Cursor next) {

    /**
     * @param found what was looked up, one more than the limit if there is so much
     * @param cursor where an item stands in the list's order
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, Cursor> cursor) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, cursor.apply(items.getLast()));
    }

    /** {@code {"items": [...], "nextCursor": "..."}}; the cursor of the last page is null. */
    public Map<String, @Nullable Object> toJson(Function<T, ?> item) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("items", items.stream().map(item).toList());
        json.put("nextCursor", next == null ? null : next.text());
        return json;
    }
}
