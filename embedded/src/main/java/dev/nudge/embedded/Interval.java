package dev.nudge.embedded;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An interval of values, both ends inclusive, that contains all values of a field that a query can match; it may
 * contain others.
 */
record Interval(@Nullable Object low, @Nullable Object high, boolean mustExist) {

    static final Interval ALL = new Interval(MinKey.getInstance(), MaxKey.getInstance(), false);

    static Interval of(@Nullable Object asked) {
        if (canBeLookedUp(asked)) {
            return new Interval(asked, asked, false);
        }
        Interval interval = ALL;
        if (asked instanceof Document operators) {
            for (Map.Entry<String, Object> operator : operators.entrySet()) {
                interval = interval.and(of(operator.getKey(), operator.getValue()));
            }
        }
        return interval;
    }

    /**
     * Lists match by their elements and documents match with any order of fields, so that an index cannot be used for
     * them.
     */
    static boolean canBeLookedUp(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String string -> true;
            case Number number -> true;
            case Boolean bool -> true;
            case Instant instant -> true;
            case ObjectId id -> true;
            case UUID uuid -> true;
            case BinData data -> true;
            default -> false;
        };
    }

    Interval and(Interval other) {
        return new Interval(BsonOrder.ASCENDING.compare(low, other.low) >= 0 ? low : other.low,
                BsonOrder.ASCENDING.compare(high, other.high) <= 0 ? high : other.high, mustExist || other.mustExist);
    }

    boolean isPoint() {
        return BsonOrder.ASCENDING.compare(low, high) == 0;
    }

    boolean isBounded() {
        return BsonOrder.ASCENDING.compare(low, ALL.low) != 0 || BsonOrder.ASCENDING.compare(high, ALL.high) != 0;
    }

    boolean contains(@Nullable Object value) {
        if (mustExist && value instanceof Missing) {
            return false;
        }
        return BsonOrder.ASCENDING.compare(low, value) <= 0 && BsonOrder.ASCENDING.compare(value, high) <= 0;
    }

    private static Interval of(String operator, @Nullable Object operand) {
        if (operator.equals("$exists")) {
            return new Interval(ALL.low, ALL.high, Boolean.TRUE.equals(operand));
        }
        if (!canBeLookedUp(operand)) {
            return ALL;
        }
        return switch (operator) {
            case "$eq" -> new Interval(operand, operand, false);
            case "$gt", "$gte" -> new Interval(operand, ALL.high, false);
            case "$lt", "$lte" -> new Interval(ALL.low, operand, false);
            default -> ALL;
        };
    }
}
