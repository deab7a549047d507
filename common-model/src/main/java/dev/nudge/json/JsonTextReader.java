package dev.nudge.json;

import dev.nudge.Limits;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** Reads one JSON text. A syntax error ends the reading; numbers out of range are collected, each with its pointer. */
final class JsonTextReader {

    /**
     * The parser's own limits are disabled: this class checks depth and numbers itself, and everything else is bounded
     * by the size of the text. Field names are not interned, because names that share a hash would fill one bucket of
     * the symbol table.
     */
    private static final JsonFactory PARSERS = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

    /** The part of a Jackson message that refers to Jackson's own settings and classes. */
    private static final Pattern OWN_SETTINGS = Pattern
            .compile(
                    ": enable `.*| \\((for \\w+ starting at|start marker at|not recognized as one since|consider enabling) .*");
    private static final int MAX_MESSAGE_LENGTH = 200;
    private static final int MAX_POINTER_LENGTH = 500;

    private final JsonParser parser;
    private final Violations violations = new Violations();

    private JsonTextReader(JsonParser parser) {
        this.parser = parser;
    }

    static Reading<JsonCodec.Value> read(CharBuffer text) {
        try (JsonParser parser = PARSERS.createParser(ObjectReadContext.empty(), text.array(),
                text.arrayOffset() + text.position(), text.remaining())) {
            return new JsonTextReader(parser).read();
        } catch (SyntaxException fault) {
            return Reading.refused("", Violation.FORMAT, fault.sentence);
        } catch (JacksonException notJson) {
            return Reading.refused("", Violation.FORMAT,
                    "Expected JSON at " + place(notJson.getLocation()) + " but found none: " + sentence(notJson));
        }
    }

    static Optional<String> text(byte[] json, String name) {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = PARSERS.createParser(ObjectReadContext.empty(), Utf8.lenient(json))) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    boolean wanted = name.equals(parser.currentName());
                    if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                        found.add(parser.getString());
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException noFurther) {
            // keep the violations that were found before the syntax error
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private Reading<JsonCodec.Value> read() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new SyntaxException("Expected JSON but found nothing.");
        }
        Object value = value(first, 1);
        if (parser.nextToken() != null) {
            throw new SyntaxException("Expected one JSON value but found more after it at " + here() + ".");
        }
        return violations.isEmpty()
                ? new Reading.Understood<>(new JsonCodec.Value(value))
                : new Reading.Refused<>(violations);
    }

    /** @param depth of the value if it is an object or a list */
    private @Nullable Object value(JsonToken token, int depth) {
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> list(depth);
            case VALUE_STRING -> Json.wellFormed(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new SyntaxException("Expected a JSON value at " + here() + ".");
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        checkDepth(depth);
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (next() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (!Json.wellFormed(name).equals(name)) {
                throw new SyntaxException("Expected names in valid Unicode but found an unpaired surrogate in the name"
                        + " at " + here() + ".");
            }
            if (object.containsKey(name)) {
                throw new SyntaxException("Expected each name once in an object but found \""
                        + Json.cut(name, 100) + "\" again at " + here() + ".");
            }
            object.put(name, value(next(), depth + 1));
        }
        return object;
    }

    private List<@Nullable Object> list(int depth) {
        checkDepth(depth);
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            list.add(value(token, depth + 1));
        }
        return list;
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new SyntaxException("Expected JSON but the text ends too early at " + here() + ".");
        }
        return token;
    }

    private void checkDepth(int depth) {
        if (depth > Limits.MAX_NESTING) {
            throw new SyntaxException("The JSON is nested too deep: expected at most " + Limits.MAX_NESTING
                    + " levels of objects and lists at " + here() + " but found more.");
        }
    }

    private @Nullable Number number() {
        if (parser.getStringLength() > Limits.MAX_NUMBER_LENGTH) {
            throw new SyntaxException("Expected numbers of at most " + Limits.MAX_NUMBER_LENGTH
                    + " characters but found one of " + parser.getStringLength() + " at " + here() + ".");
        }
        String text = parser.getString();
        Optional<Number> number = Json.number(text);
        if (number.isEmpty() && violations.isFull()) {
            violations.skip(1);
        } else if (number.isEmpty()) {
            violations.add(new Violation(pointer(), Violation.RANGE,
                    "Expected a number within the range of IEEE 754 decimal128 but found " + Json.cut(text, 40)
                            + " at " + here() + "."));
        }
        return number.orElse(null);
    }

    /** The pointer to the value, or to an enclosing value when names in the path are very long. */
    private String pointer() {
        String pointer = parser.streamReadContext().pathAsPointer().toString();
        return pointer.length() <= MAX_POINTER_LENGTH
                ? pointer
                : pointer.substring(0, Math.max(0, pointer.lastIndexOf('/', MAX_POINTER_LENGTH)));
    }

    private String here() {
        return place(parser.currentTokenLocation());
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null
                ? "an unknown place"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String sentence(JacksonException fault) {
        return fault instanceof UnexpectedEndOfInputException
                ? "the text ends too early."
                : Json.cut(OWN_SETTINGS.matcher(fault.getOriginalMessage()).replaceAll(""), MAX_MESSAGE_LENGTH) + ".";
    }

    /** Ends the reading of a text; does not leave this class. */
    private static final class SyntaxException extends RuntimeException {

        private final String sentence;

        SyntaxException(String sentence) {
            super(sentence, null, false, false);
            this.sentence = sentence;
        }
    }
}
