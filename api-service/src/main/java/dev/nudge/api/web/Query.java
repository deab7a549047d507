package dev.nudge.api.web;

import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, validated like the fields of a body: unknown parameters are rejected by name, and
 * {@link #check} reports all errors at once. A controller takes it as a parameter.
 */
public final class Query {

    private static final int DEFAULT_LIMIT = 25;
    private static final int MAX_LIMIT = 100;
    private static final Pattern LIMIT = Pattern.compile("[1-9]\\d?|100");
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_LIST_LENGTH = 10_000;
    /** Fits an automation name of control characters, each of which is escaped with six characters. */
    private static final int MAX_CURSOR_LENGTH = 4_000;

    private final JsonObject parameters;

    private Query(JsonObject parameters) {
        this.parameters = parameters;
    }

    static Query of(Map<String, String[]> parameters) {
        Map<String, @Nullable Object> single = new LinkedHashMap<>();
        parameters.forEach((name, values) -> single.put(name, values.length == 0 ? "" : values[0]));
        Query query = new Query(JsonObject.of(Json.object(single)));
        parameters.forEach((name, values) -> {
            if (values.length > 1) {
                query.parameters.violation(name, Violation.CONFLICT,
                        "Expected \"" + Json.cut(name, 100) + "\" once but found it " + values.length + " times.");
            }
        });
        return query;
    }

    public void allowOnly(String... known) {
        List<String> names = Arrays.stream(known).sorted().toList();
        String listed = names.isEmpty() ? "none" : String.join(", ", names);
        parameters.names().stream().filter(name -> !names.contains(name)).forEach(name -> parameters.violation(name,
                Violation.UNKNOWN_FIELD,
                "Unknown parameter \"" + Json.cut(name, 100) + "\". Known parameters: " + listed + "."));
    }

    /** An empty parameter is treated as absent. */
    public Optional<String> text(String name) {
        return text(name, MAX_LENGTH);
    }

    /** @param maxLength of a text that may be longer than others */
    public Optional<String> text(String name, int maxLength) {
        return Optional.ofNullable(parameters.text(name, maxLength)).filter(text -> !text.isBlank());
    }

    public String requiredText(String name) {
        return parameters.requiredText(name, MAX_LENGTH);
    }

    /** A list of texts that are separated by commas. */
    public Optional<List<String>> list(String name, int maxSize) {
        return text(name, MAX_LIST_LENGTH).map(text -> elements(name, text, maxSize));
    }

    public List<String> requiredList(String name, int maxSize) {
        return elements(name, parameters.requiredText(name, MAX_LIST_LENGTH), maxSize);
    }

    private List<String> elements(String name, String text, int maxSize) {
        List<String> elements = Arrays.asList(text.split(",", -1));
        if (!text.isBlank() && (elements.size() > maxSize || elements.contains(""))) {
            refuse(name, Violation.FORMAT, "1 to " + maxSize + " values separated by commas", Json.cut(text, 100));
        }
        return elements;
    }

    public Optional<Instant> instant(String name) {
        return text(name).flatMap(text -> {
            Optional<Instant> instant = Json.instant(text);
            if (instant.isEmpty()) {
                refuse(name, Violation.FORMAT, "an ISO-8601 instant such as 2026-04-22T10:14:00.000Z"
                        + (text.contains(" ") ? ", with + written as %2B," : ""), text);
            }
            return instant;
        });
    }

    public <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String name) {
        String[] names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toArray(String[]::new);
        return oneOf(name, names).map(constant -> Enum.valueOf(type, constant));
    }

    public Optional<String> oneOf(String name, String... known) {
        return text(name).filter(text -> {
            boolean isKnown = List.of(known).contains(text);
            if (!isKnown) {
                refuse(name, Violation.UNKNOWN_VALUE, "one of " + String.join(", ", known), text);
            }
            return isKnown;
        });
    }

    public int limit() {
        Optional<String> text = text("limit");
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        if (!LIMIT.matcher(text.get()).matches()) {
            refuse("limit", Violation.RANGE, "a whole number from 1 to " + MAX_LIMIT, text.get());
            return DEFAULT_LIMIT;
        }
        return Integer.parseInt(text.get());
    }

    /**
     * @param keys the number of values in the cursor
     * @param place converts the cursor; empty when it does not belong to this list
     */
    public <T> Optional<T> cursor(int keys, Function<Cursor, Optional<T>> place) {
        return cursor(keys, keys, place);
    }

    /** The same for a list whose cursor format has changed. */
    public <T> Optional<T> cursor(int fewestKeys, int mostKeys, Function<Cursor, Optional<T>> place) {
        Optional<String> text = Optional.ofNullable(parameters.text("cursor", MAX_CURSOR_LENGTH))
                .filter(cursor -> !cursor.isBlank());
        return text.flatMap(cursor -> {
            Optional<T> found = Cursor.parse(cursor, fewestKeys, mostKeys).flatMap(place);
            if (found.isEmpty()) {
                refuse("cursor", Violation.FORMAT, "the nextCursor of an earlier page of this list", cursor);
            }
            return found;
        });
    }

    /** Adds a violation that a route has found. */
    public void refuse(String name, String code, String sentence) {
        parameters.violation(name, code, sentence);
    }

    private void refuse(String name, String code, String expected, String found) {
        parameters.violation(name, code,
                "Expected " + expected + " in \"" + name + "\" but found " + JsonObject.typeOf(found) + ".");
    }

    /** @throws ProblemException with all violations */
    public void check() {
        ProblemException.throwIfInvalid(parameters);
    }
}
