package dev.nudge.embedded;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;

import org.jspecify.annotations.Nullable;

/**
 * MongoDB's order of values: by type, then by value. It is a total order; numbers of all types compare by value, so
 * that 1 and 1.0 are equal, and a missing value equals null. Strings compare by UTF-16 code units.
 */
final class BsonOrder implements Comparator<@Nullable Object> {

    static final BsonOrder ASCENDING = new BsonOrder();

    private BsonOrder() {}

    @Override
    public int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof String left && b instanceof String right) {
            return left.compareTo(right);
        }
        int kinds = Integer.compare(kind(a), kind(b));
        if (kinds != 0 || a == null || b == null) {
            return kinds;
        }
        return switch (a) {
            case Number left -> numbers(left, (Number) b);
            case Document left -> documents(left, (Document) b);
            case Collection<?> left -> lists(left, (Collection<?>) b);
            case BinData left -> left.compareTo((BinData) b);
            case UUID left -> left.toString().compareTo(b.toString());
            case LegacyUUID left -> left.compareTo((LegacyUUID) b);
            case ObjectId left -> left.compareTo((ObjectId) b);
            case Boolean left -> left.compareTo((Boolean) b);
            case Instant left -> left.compareTo((Instant) b);
            case BsonTimestamp left -> left.compareTo((BsonTimestamp) b);
            default -> a.toString().compareTo(b.toString());
        };
    }

    private static int kind(@Nullable Object value) {
        return switch (value) {
            case null -> 1;
            case Missing missing -> 1;
            case MinKey min -> 0;
            case Number number -> 2;
            case String string -> 3;
            case Document document -> 4;
            case Collection<?> list -> 5;
            case BinData data -> 6;
            case LegacyUUID uuid -> 7;
            case UUID uuid -> 8;
            case ObjectId id -> 9;
            case Boolean bool -> 10;
            case Instant instant -> 11;
            case BsonTimestamp timestamp -> 12;
            case MaxKey max -> 14;
            default -> 13;
        };
    }

    private static int numbers(Number a, Number b) {
        if (isWhole(a) && isWhole(b)) {
            return Long.compare(a.longValue(), b.longValue());
        }
        double left = a.doubleValue() + 0.0; // -0.0 becomes 0.0
        double right = b.doubleValue() + 0.0;
        if (left != right || !Double.isFinite(left)) {
            return Double.compare(left, right);
        }
        return exact(a).compareTo(exact(b));
    }

    private static boolean isWhole(Number number) {
        return number instanceof Integer || number instanceof Long;
    }

    private static BigDecimal exact(Number number) {
        return switch (number) {
            case Decimal128 decimal -> decimal.toBigDecimal();
            case Double inexact -> new BigDecimal(inexact);
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    private int documents(Document a, Document b) {
        Iterator<Map.Entry<String, Object>> left = a.entrySet().iterator();
        Iterator<Map.Entry<String, Object>> right = b.entrySet().iterator();
        while (left.hasNext() && right.hasNext()) {
            Map.Entry<String, Object> x = left.next();
            Map.Entry<String, Object> y = right.next();
            int difference = Integer.compare(kind(x.getValue()), kind(y.getValue()));
            if (difference == 0) {
                difference = x.getKey().compareTo(y.getKey());
            }
            if (difference == 0) {
                difference = compare(x.getValue(), y.getValue());
            }
            if (difference != 0) {
                return difference;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    }

    private int lists(Collection<?> a, Collection<?> b) {
        Iterator<?> left = a.iterator();
        Iterator<?> right = b.iterator();
        while (left.hasNext() && right.hasNext()) {
            int difference = compare(left.next(), right.next());
            if (difference != 0) {
                return difference;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    }
}
