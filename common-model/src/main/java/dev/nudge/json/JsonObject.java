package dev.nudge.json;

import dev.nudge.Limits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an object by type. A violation is recorded with its JSON pointer and reading continues, so that
 * one pass finds all violations. The value returned for an invalid field is a placeholder that only allows reading to
 * continue. A field that is null counts as absent.
 */
public final class JsonObject {

    /** Maximum length of a name in a message or a pointer. */
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_INSTANT_LENGTH = 100;

    private final Map<String, ? extends @Nullable Object> fields;
    private final String pointer;
    private final Violations violations;

    private JsonObject(Map<String, ? extends @Nullable Object> fields, String pointer, Violations violations) {
        this.fields = fields;
        this.pointer = pointer;
        this.violations = violations;
    }

    public static JsonObject of(Map<String, ? extends @Nullable Object> fields) {
        return new JsonObject(fields, "", new Violations());
    }

    /**
     * An object within this document, for example an element of a list. It adds its violations to those of this
     * document.
     */
    @SuppressWarnings("unchecked") // the keys of parsed JSON are strings
    public JsonObject nested(Map<?, ?> nestedFields, String nestedPointer) {
        return new JsonObject((Map<String, @Nullable Object>) nestedFields, nestedPointer, violations);
    }

    /** All violations found in the whole document so far. */
    public Violations violations() {
        return violations;
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public @Nullable Object get(String name) {
        return fields.get(name);
    }

    /** The fields, including those that are null, in their order. */
    public Map<String, @Nullable Object> fields() {
        return Collections.unmodifiableMap(fields);
    }

    public Set<String> names() {
        return fields.keySet();
    }

    public String pointer() {
        return pointer;
    }

    /** The pointer to a field, or to this object when the field's name is too long for a pointer. */
    public String pointerTo(Object name) {
        String text = name.toString();
        return text.length() > MAX_NAME_LENGTH
                ? pointer
                : pointer + "/" + text.replace("~", "~0").replace("/", "~1");
    }

    public void violation(String name, String code, String message) {
        violations.add(new Violation(pointerTo(name), code, message));
    }

    /** Records a violation that may occur many times: the message is built only if it is kept. */
    public void violation(String name, String code, Supplier<String> message) {
        if (violations.isFull()) {
            violations.skip(1);
        } else {
            violation(name, code, message.get());
        }
    }

    public void violationAt(String at, String code, String message) {
        violations.add(new Violation(at, code, message));
    }

    /** Adds the violations that were found in a document that is part of this one. */
    public void violationsAt(String at, List<Violation> found) {
        violationsAt(pointer -> at + pointer, found);
    }

    /** @param pointers from a pointer in the other document to the pointer in this one */
    public void violationsAt(UnaryOperator<String> pointers, List<Violation> found) {
        found.forEach(violation -> violationAt(pointers.apply(violation.pointer()), violation.code(),
                violation.message()));
        violations.skip(Violations.count(found) - found.size());
    }

    /** Records a violation for each field whose name is not in the set. */
    public void allowOnly(Set<String> known) {
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                violation(name, Violation.UNKNOWN_FIELD, () -> "Unknown field \"" + shown(name) + "\"; known here: "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    public @Nullable String text(String name, int maxLength) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            mistyped(name, "text", value);
            return null;
        }
        if (Json.length(text) > maxLength) {
            violation(name, Violation.SIZE, "Expected at most " + maxLength + " characters in \"" + name
                    + "\" but found " + Json.length(text) + ".");
        }
        return text;
    }

    /** Reads an ISO-8601 instant with an offset; null when it is absent or invalid. */
    public @Nullable Instant instant(String name) {
        String text = text(name, MAX_INSTANT_LENGTH);
        Instant instant = text == null ? null : Json.instant(text).orElse(null);
        if (text != null && instant == null) {
            violation(name, Violation.FORMAT, "Expected an ISO-8601 instant such as 2026-04-22T10:14:00.000Z in \""
                    + name + "\" but found " + typeOf(text) + ".");
        }
        return instant;
    }

    /** Reads a text that is required and must not be blank; returns an empty text when it is invalid. */
    public String requiredText(String name, int maxLength) {
        if (!has(name)) {
            violation(name, Violation.REQUIRED, "\"" + name + "\" is required.");
            return "";
        }
        String text = text(name, maxLength);
        if (text != null && text.isBlank()) {
            violation(name, Violation.REQUIRED, "\"" + name + "\" must not be empty.");
        }
        return text == null ? "" : text;
    }

    public @Nullable Boolean bool(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        mistyped(name, "true or false", value);
        return null;
    }

    /** Reads a whole number within the bounds, written as 3 or 3.0. */
    public @Nullable Integer integer(String name, int min, int max) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(Json.normalized(value) instanceof Number number)
                || number instanceof BigDecimal decimal && decimal.scale() > 0) {
            mistyped(name, "a whole number", value);
            return null;
        }
        boolean isTooSmall = Json.compare(number, (long) min) < 0;
        if (isTooSmall || Json.compare(number, (long) max) > 0) {
            String bounds = isTooSmall && max == Integer.MAX_VALUE
                    ? "of at least " + min
                    : "from " + min + " to " + max;
            violation(name, Violation.RANGE, "Expected a whole number " + bounds + " in \"" + name + "\" but found "
                    + Json.cut(number.toString(), 40) + ".");
            return null;
        }
        return number.intValue();
    }

    public @Nullable JsonObject object(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Map<?, ?> map)) {
            mistyped(name, "an object", value);
            return null;
        }
        return nested(map, pointerTo(name));
    }

    /** Whether the field is absent or an empty list; false for any value of another type. */
    public boolean hasNoElements(String name) {
        return fields.get(name) instanceof List<?> list ? list.isEmpty() : !has(name);
    }

    /** The elements of a list; empty when the field is absent. */
    public List<?> list(String name, int maxSize) {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            mistyped(name, "a list", value);
            return List.of();
        }
        if (list.size() > maxSize) {
            violation(name, Violation.SIZE,
                    "Expected at most " + maxSize + " elements in \"" + name + "\" but found " + list.size() + ".");
            return List.of();
        }
        return list;
    }

    /** The objects in a list; empty when the field is absent. */
    public List<JsonObject> objects(String name, int maxSize) {
        List<JsonObject> objects = new ArrayList<>();
        List<?> list = list(name, maxSize);
        for (int i = 0; i < list.size(); i++) {
            String at = pointerTo(name) + "/" + i;
            if (list.get(i) instanceof Map<?, ?> map) {
                objects.add(nested(map, at));
            } else {
                violationAt(at, Violation.TYPE,
                        "Expected an object in \"" + name + "\" but found " + typeOf(list.get(i)) + ".");
            }
        }
        return objects;
    }

    /** The texts in a list, none of which may be empty; an empty list when the field is absent. */
    public List<String> texts(String name, int maxSize, int maxLength) {
        return List.copyOf(textsByPointer(name, maxSize, maxLength).values());
    }

    /** The texts in a list by their JSON pointers, in the order of the list. */
    public Map<String, String> textsByPointer(String name, int maxSize, int maxLength) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<?> list = list(name, maxSize);
        for (int i = 0; i < list.size(); i++) {
            String at = pointerTo(name) + "/" + i;
            if (list.get(i) instanceof String text && !text.isBlank() && Json.length(text) <= maxLength) {
                texts.put(at, text);
            } else {
                violationAt(at, Violation.TYPE, "Expected a text of 1 to " + maxLength
                        + " characters in \"" + name + "\" but found " + typeOf(list.get(i)) + ".");
            }
        }
        return texts;
    }

    /**
     * Records a violation for each value that cannot be stored: nested too deeply, a name that contains NUL, or a
     * number out of range.
     */
    public void checkStorable(Map<String, ? extends @Nullable Object> values) {
        checkStorable(values, Limits.MAX_DEPTH);
    }

    /**
     * @param maxDepth of a value; higher than {@link Limits#MAX_DEPTH} for Nudge's own documents, which add levels
     * around it
     */
    public void checkStorable(Map<String, ? extends @Nullable Object> values, int maxDepth) {
        values.forEach((name, value) -> checkStorable(name, name, value, maxDepth, 1));
    }

    private void checkStorable(String field, String name, @Nullable Object value, int maxDepth, int depth) {
        if (name.indexOf('\0') >= 0) {
            violation(field, Violation.FORMAT, () -> "A name in \"" + shown(field) + "\" contains a NUL character.");
        } else if (depth > maxDepth) {
            violation(field, Violation.SIZE,
                    () -> "Expected at most " + maxDepth + " levels in \"" + shown(field) + "\" but found more.");
        } else if (value instanceof Number number) {
            checkRange(field, number);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> checkStorable(field, String.valueOf(key), element, maxDepth, depth + 1));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> checkStorable(field, name, element, maxDepth, depth + 1));
        }
    }

    /** Records a violation for each number in a field of this object, at any depth, that is out of range. */
    public void checkNumbers() {
        fields.forEach(this::checkNumbers);
    }

    private void checkNumbers(String field, @Nullable Object value) {
        switch (value) {
            case Number number -> checkRange(field, number);
            case Map<?, ?> map -> map.values().forEach(element -> checkNumbers(field, element));
            case List<?> list -> list.forEach(element -> checkNumbers(field, element));
            case null, default -> {
                // no number
            }
        }
    }

    private void checkRange(String field, Number number) {
        if (!Json.storable(number)) {
            violation(field, Violation.RANGE, () -> "Expected a number within the range of a decimal128 in \""
                    + shown(field) + "\" but found " + Json.cut(number.toString(), 40) + ".");
        }
    }

    /** A name as it is shown in a message, truncated if it is very long. */
    public static String shown(String name) {
        return Json.cut(name, MAX_NAME_LENGTH);
    }

    private void mistyped(String name, String expected, Object found) {
        violation(name, Violation.TYPE,
                "Expected " + expected + " in \"" + name + "\" but found " + typeOf(found) + ".");
    }

    /** The name of a JSON value's type as it is shown in a message. */
    public static String kindOf(Object value) {
        return switch (value) {
            case String _ -> "a text";
            case Number _ -> "a number";
            case Boolean _ -> "true or false";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "an object";
            default -> "an instant";
        };
    }

    /** The type and the value as they are shown in a message to the sender. */
    public static String typeOf(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text when text.isBlank() -> "an empty text";
            case String text -> "the text \"" + Json.cut(text, 60) + "\"";
            case Number number -> "the number " + Json.cut(number.toString(), 40);
            case Boolean bool -> bool.toString();
            default -> kindOf(value);
        };
    }
}
