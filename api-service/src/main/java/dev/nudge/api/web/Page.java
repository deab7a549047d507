package dev.nudge.api.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a list, and the cursor of the next page. */
public record Page<T>(List<T> items, @Nullable Cursor next) {

    /**
     * @param found the items found, up to limit + 1
     * @param cursor the position of an item in the list's order
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
