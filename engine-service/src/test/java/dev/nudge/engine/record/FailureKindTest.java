package dev.nudge.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.io.EOFException;
import java.net.ConnectException;
import java.nio.charset.MalformedInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.kafka.core.KafkaProducerException;
import org.springframework.kafka.listener.ListenerExecutionFailedException;

/** Invariant 5: an outage of MongoDB or Kafka is not a poison record, and a poison record is not an outage. */
class FailureKindTest {

    private static final ServerAddress SERVER = new ServerAddress();
    private static final int BAD_VALUE = 2;
    private static final int WRITE_CONFLICT = 112;
    private static final int DUPLICATE_KEY = 11_000;

    private static MongoBulkWriteException bulkWrite(@Nullable WriteConcernError concern, int... codes) {
        List<BulkWriteError> errors = Arrays.stream(codes)
                .mapToObj(code -> new BulkWriteError(code, "refused", new BsonDocument(), 0)).toList();
        return new MongoBulkWriteException(BulkWriteResult.unacknowledged(), errors, concern, SERVER, Set.of());
    }

    private static MongoCommandException command(int code) {
        return new MongoCommandException(new BsonDocument("code", new BsonInt32(code)), SERVER);
    }

    private static WriteConcernError concern() {
        return new WriteConcernError(64, "WriteConcernFailed", "no majority", new BsonDocument());
    }

    static Stream<Throwable> outages() {
        return Stream.of(new MongoTimeoutException("no server"),
                new MongoSocketReadException("reset", SERVER, new EOFException()), new MongoInterruptedException("stop",
                        null),
                new MongoClientException("not supported"), command(10_107), command(91), command(13),
                command(BAD_VALUE),
                bulkWrite(concern()), bulkWrite(concern(), DUPLICATE_KEY), bulkWrite(null, BAD_VALUE, WRITE_CONFLICT),
                new MongoWriteException(new WriteError(WRITE_CONFLICT, "conflict", new BsonDocument()), SERVER,
                        Set.of()),
                new org.apache.kafka.common.errors.TimeoutException("no broker"),
                new NotLeaderOrFollowerException("no"),
                new ProducerFencedException("fenced"), new CommitFailedException(), new AuthorizationException("no"),
                new InterruptException("stop"), new KafkaException("closed"), new ConnectException(),
                new TimeoutException(), new RejectedExecutionException(), new InterruptedException(),
                new OutOfMemoryError(), new NoClassDefFoundError("replaced"));
    }

    static Stream<Throwable> causedByARecord() {
        return Stream.of(new NumberFormatException("1e2147483648"), new ClassCastException(),
                new NullPointerException(),
                new IllegalArgumentException(), new IllegalStateException(), new ArithmeticException(),
                new StackOverflowError(), new AssertionError(), new MalformedInputException(1),
                new BsonMaximumSizeExceededException("too large"), new CodecConfigurationException("no codec"),
                command(10_334), command(DUPLICATE_KEY), bulkWrite(null, BAD_VALUE),
                bulkWrite(null, DUPLICATE_KEY, 121),
                new MongoWriteException(new WriteError(52, "a name with a dollar", new BsonDocument()), SERVER,
                        Set.of()),
                new RecordTooLargeException(), new SerializationException(), new InvalidTopicException());
    }

    private static List<Throwable> wrapped(Throwable failure) {
        Exception checked = failure instanceof Exception exception ? exception : new IllegalStateException(failure);
        return List.of(failure, new CompletionException(failure),
                new ListenerExecutionFailedException("failed", checked),
                new CompletionException(new IllegalStateException(new RuntimeException(failure))),
                new KafkaProducerException(new ProducerRecord<>("topic", ""), "failed", failure));
    }

    @ParameterizedTest
    @MethodSource
    void outages(Throwable failure) {
        assertThat(wrapped(failure)).allSatisfy(each -> assertThat(FailureKind.of(each).isOutage()).isTrue());
    }

    @ParameterizedTest
    @MethodSource
    void causedByARecord(Throwable failure) {
        assertThat(wrapped(failure)).allSatisfy(each -> assertThat(FailureKind.of(each).isOutage()).isFalse());
    }

    @Test
    void a_cycle_of_causes_is_not_followed_indefinitely() {
        RuntimeException first = new RuntimeException();
        first.initCause(new RuntimeException(first));
        assertThat(FailureKind.of(first)).isEqualTo(FailureKind.RECORD);
    }
}
