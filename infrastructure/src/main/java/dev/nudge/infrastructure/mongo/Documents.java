package dev.nudge.infrastructure.mongo;

import dev.nudge.json.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as BSON and back, without loss: decimals are {@link Decimal128}, instants are dates, lists and objects
 * are converted at any depth. From BSON there are two forms: {@link #json}, in which an instant is the text that the
 * product writes, and {@link #value}, in which it is an {@link Instant} and numbers have the one form of {@link Json}.
 */
public final class Documents {

    private Documents() {}

    public static Document toBson(Map<?, ?> json) {
        Document document = new Document();
        json.forEach((name, value) -> document.put(String.valueOf(name), bson(value)));
        return document;
    }

    public static @Nullable Object bson(@Nullable Object json) {
        return switch (json) {
            case BigDecimal decimal -> decimal128(decimal);
            case Instant instant -> Date.from(instant);
            case Map<?, ?> map -> toBson(map);
            case List<?> list -> each(list, Documents::bson);
            case null, default -> json;
        };
    }

    /** The date that a text writes, or the text when it writes none. */
    public static Object date(String text) {
        return Json.instant(text).<Object>map(Date::from).orElse(text);
    }

    public static Map<String, @Nullable Object> toJson(Map<?, ?> document) {
        Map<String, @Nullable Object> json = LinkedHashMap.newLinkedHashMap(document.size());
        document.forEach((name, value) -> json.put(String.valueOf(name), json(value)));
        return json;
    }

    /** Of a value in either form: as it is read from the database, or as {@link #value} returns it. */
    public static @Nullable Object json(@Nullable Object bson) {
        return switch (bson) {
            case Decimal128 decimal -> decimal.bigDecimalValue();
            case Date date -> Json.text(date.toInstant());
            case Instant instant -> Json.text(instant);
            case Map<?, ?> map -> toJson(map);
            case List<?> list -> each(list, Documents::json);
            case null, default -> bson;
        };
    }

    /** A value equal to the one that was written. */
    public static @Nullable Object value(@Nullable Object bson) {
        return switch (bson) {
            case null -> null;
            case Long whole -> whole;
            case Number number -> Json.normalized(new BigDecimal(number.toString())); // the server may have added zeros
            case Date date -> date.toInstant();
            case List<?> list -> each(list, Documents::value);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(map.size());
                map.forEach((name, element) -> values.put((String) name, value(element)));
                yield values;
            }
            default -> bson;
        };
    }

    /**
     * Writes what {@link #bson} returns, without making it first.
     *
     * @throws IllegalStateException for a value that is not of JSON and no instant
     */
    public static void write(BsonWriter to, @Nullable Object value) {
        switch (value) {
            case null -> to.writeNull();
            case String text -> to.writeString(text);
            case Long whole -> to.writeInt64(whole);
            case Integer whole -> to.writeInt32(whole);
            case BigDecimal decimal -> to.writeDecimal128(decimal128(decimal));
            case Boolean bool -> to.writeBoolean(bool);
            case Instant instant -> to.writeDateTime(instant.toEpochMilli());
            case List<?> list -> {
                to.writeStartArray();
                list.forEach(element -> write(to, element));
                to.writeEndArray();
            }
            case Map<?, ?> map -> {
                to.writeStartDocument();
                map.forEach((name, element) -> {
                    to.writeName((String) name);
                    write(to, element);
                });
                to.writeEndDocument();
            }
            default -> throw new IllegalStateException("Expected a JSON value but found a " + value.getClass());
        }
    }

    private static Decimal128 decimal128(BigDecimal decimal) {
        return new Decimal128(decimal.round(MathContext.DECIMAL128));
    }

    private static List<@Nullable Object> each(List<?> list, Function<@Nullable Object, @Nullable Object> conversion) {
        List<@Nullable Object> converted = new ArrayList<>(list.size());
        list.forEach(element -> converted.add(conversion.apply(element)));
        return converted;
    }
}
