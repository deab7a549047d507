package dev.nudge.api.store;

import dev.nudge.json.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** JSON values as BSON and back, without loss: decimals stay decimal, instants come back as their text. */
public final class Documents {

    private Documents() {}

    public static Document toBson(Map<?, ?> json) {
        Document document = new Document();
        json.forEach((name, value) -> document.put(String.valueOf(name), bson(value)));
        return document;
    }

    public static @Nullable Object bson(@Nullable Object json) {
        return switch (json) {
            case BigDecimal decimal -> new Decimal128(decimal.round(MathContext.DECIMAL128));
            case Map<?, ?> map -> toBson(map);
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                list.forEach(element -> copy.add(bson(element)));
                yield copy;
            }
            case null, default -> json;
        };
    }

    public static Map<String, @Nullable Object> toJson(Map<String, ?> document) {
        Map<String, @Nullable Object> json = LinkedHashMap.newLinkedHashMap(document.size());
        document.forEach((name, value) -> json.put(name, json(value)));
        return json;
    }

    public static @Nullable Object json(@Nullable Object bson) {
        return switch (bson) {
            case Decimal128 decimal -> decimal.bigDecimalValue();
            case Date instant -> Json.text(instant.toInstant());
            case Document document -> toJson(document);
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                list.forEach(element -> copy.add(json(element)));
                yield copy;
            }
            case null, default -> bson;
        };
    }
}
