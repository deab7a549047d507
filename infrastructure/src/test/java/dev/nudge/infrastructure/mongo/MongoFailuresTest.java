package dev.nudge.infrastructure.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The classification that the engine's retries and the API's answers go by. */
class MongoFailuresTest {

    private static final ServerAddress SERVER = new ServerAddress();
    private static final int INTERNAL_ERROR = 1;
    private static final int BAD_VALUE = 2;
    private static final int WRITE_CONFLICT = 112;
    private static final int DUPLICATE_KEY = 11_000;

    private static MongoCommandException command(int code) {
        return new MongoCommandException(new BsonDocument("code", new BsonInt32(code)), SERVER);
    }

    private static MongoWriteException write(int code) {
        return new MongoWriteException(new WriteError(code, "refused", new BsonDocument()), SERVER, Set.of());
    }

    private static WriteConcernError noMajority() {
        return new WriteConcernError(64, "WriteConcernFailed", "no majority", new BsonDocument());
    }

    private static MongoBulkWriteException bulk(@Nullable WriteConcernError concern, int... codes) {
        List<BulkWriteError> errors = Arrays.stream(codes)
                .mapToObj(code -> new BulkWriteError(code, "refused", new BsonDocument(), 0)).toList();
        return new MongoBulkWriteException(BulkWriteResult.unacknowledged(), errors, concern, SERVER, Set.of());
    }

    static Stream<MongoException> outages() {
        return Stream.of(new MongoTimeoutException("no server"), new MongoOperationTimeoutException("late"),
                new MongoSocketReadException("reset", SERVER, new EOFException()),
                new MongoInterruptedException("stop", null), new MongoClientException("not supported"),
                new MongoException(INTERNAL_ERROR, "the gateway has no backend"), command(INTERNAL_ERROR),
                command(10_107), command(91), command(13), command(BAD_VALUE), write(INTERNAL_ERROR),
                write(WRITE_CONFLICT), bulk(noMajority()), bulk(noMajority(), DUPLICATE_KEY),
                bulk(null, INTERNAL_ERROR), bulk(null, BAD_VALUE, WRITE_CONFLICT),
                new MongoWriteConcernException(noMajority(), null, SERVER, Set.of()));
    }

    static Stream<MongoException> aboutData() {
        return Stream.of(command(10_334), command(DUPLICATE_KEY), write(52), write(DUPLICATE_KEY),
                bulk(null, BAD_VALUE), bulk(null, DUPLICATE_KEY, 121));
    }

    @ParameterizedTest
    @MethodSource
    void outages(MongoException failure) {
        assertThat(MongoFailures.isOutage(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void aboutData(MongoException failure) {
        assertThat(MongoFailures.isOutage(failure)).isFalse();
    }
}
