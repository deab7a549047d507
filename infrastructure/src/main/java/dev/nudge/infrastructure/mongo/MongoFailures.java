package dev.nudge.infrastructure.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import java.util.List;
import java.util.Set;

/**
 * What an exception of the driver says: either the database is unavailable or does not accept the operation at the
 * moment, or the data of the operation can never be kept. Everything counts as the former unless it is proven to be the
 * latter, since only the former is tried again.
 */
public final class MongoFailures {

    private static final int OVERFLOW = 15;
    private static final int INVALID_BSON = 22;
    private static final int DOCUMENT_VALIDATION_FAILURE = 121;
    private static final int BSON_OBJECT_TOO_LARGE = 10_334;
    private static final int DUPLICATE_KEY = 11_000;
    /** What MongoDB says of a command that would fail in the same way at any time. */
    private static final Set<Integer> ABOUT_A_COMMAND = Set.of(OVERFLOW, INVALID_BSON, DOCUMENT_VALIDATION_FAILURE,
            BSON_OBJECT_TOO_LARGE, DUPLICATE_KEY);
    /**
     * What MongoDB says of one document of a write: bad value, failed to parse, type mismatch, overflow, invalid BSON,
     * path not viable, conflicting operators, names with a dollar or a dot, the wrong {@code _id}, validation, indexes
     * that can't hold it, and its size.
     */
    private static final Set<Integer> ABOUT_A_DOCUMENT = Set.of(2, 9, 14, OVERFLOW, INVALID_BSON, 28, 40, 52, 53, 54,
            55, 56, 57, 66, DOCUMENT_VALIDATION_FAILURE, 171, BSON_OBJECT_TOO_LARGE, DUPLICATE_KEY, 17_280, 17_419,
            17_420);

    private MongoFailures() {}

    /** Whether the operation failed because of its data, and would fail again. */
    public static boolean isAboutData(MongoException failure) {
        return switch (failure) {
            case MongoBulkWriteException writes -> writes.getWriteConcernError() == null
                    && areAboutDocuments(writes.getWriteErrors().stream().map(error -> error.getCode()).toList());
            case MongoWriteException write -> ABOUT_A_DOCUMENT.contains(write.getError().getCode());
            default -> ABOUT_A_COMMAND.contains(failure.getCode());
        };
    }

    /** Whether the database is unavailable or does not accept the operation at the moment. */
    public static boolean isOutage(MongoException failure) {
        return !isAboutData(failure);
    }

    private static boolean areAboutDocuments(List<Integer> codes) {
        return !codes.isEmpty() && ABOUT_A_DOCUMENT.containsAll(codes);
    }
}
