package dev.nudge.engine.record;

import com.mongodb.MongoException;
import dev.nudge.infrastructure.mongo.MongoFailures;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Why the processing of a batch failed. Every failure of the MongoDB driver, of the Kafka clients or of a damaged
 * process is an outage unless a record is proven to be its cause: waiting without need only delays records, but
 * isolating without need dead-letters valid ones.
 */
public enum FailureKind {

    DATABASE_UNAVAILABLE("The database is unavailable or does not accept the operation."),
    BROKER_UNAVAILABLE("The Kafka broker is unavailable or does not accept the request."),
    /** Memory, threads or classes are missing; every record would fail. */
    PROCESS_DAMAGED("The process lacks a resource or is being stopped."),
    /** A record, or a defect that it triggers. */
    RECORD("The processing of a record failed.");

    /** More causes than this are a cycle. */
    private static final int MOST_CAUSES = 100;

    private static final List<Class<? extends Throwable>> ABOUT_A_RECORD = List.of(RecordTooLargeException.class,
            RecordBatchTooLargeException.class, SerializationException.class, InvalidTopicException.class,
            InvalidRecordException.class, InvalidTimestampException.class, CharacterCodingException.class,
            StackOverflowError.class, AssertionError.class);
    private static final List<Class<? extends Throwable>> ABOUT_THE_PROCESS = List.of(IOException.class,
            TimeoutException.class, InterruptedException.class, RejectedExecutionException.class, Error.class);

    private final String sentence;

    FailureKind(String sentence) {
        this.sentence = sentence;
    }

    /** Classifies a failure by the outermost of its causes that is decisive. */
    public static FailureKind of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES)
                .map(FailureKind::decisive).filter(Objects::nonNull).findFirst().orElse(RECORD);
    }

    /** Whether the same batch has to be retried until it succeeds. */
    public boolean isOutage() {
        return this != RECORD;
    }

    /** A sentence for messages. */
    public String sentence() {
        return sentence;
    }

    /** Null for exceptions that wrap other failures, and for those that only a record can cause. */
    private static @Nullable FailureKind decisive(Throwable failure) {
        if (isAnyOf(ABOUT_A_RECORD, failure)) {
            return RECORD;
        }
        return switch (failure) {
            case KafkaException _ -> BROKER_UNAVAILABLE;
            case MongoException refusal -> MongoFailures.isAboutData(refusal) ? RECORD : DATABASE_UNAVAILABLE;
            default -> isAnyOf(ABOUT_THE_PROCESS, failure) ? PROCESS_DAMAGED : null;
        };
    }

    private static boolean isAnyOf(List<Class<? extends Throwable>> kinds, Throwable failure) {
        return kinds.stream().anyMatch(kind -> kind.isInstance(failure));
    }
}
