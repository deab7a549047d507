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
 * Why the processing of a batch failed. Everything that comes from the driver of MongoDB, from the clients of Kafka or
 * from a damaged process is an outage, unless it is proven to be about a record: to wait without need delays records,
 * but to isolate without need dead-letters good ones.
 */
public enum FailureKind {

    DATABASE_UNAVAILABLE("The database is unavailable or does not accept the operation."),
    BROKER_UNAVAILABLE("The Kafka broker is unavailable or does not accept the request."),
    /** Memory, threads or classes are missing; every record would fail. */
    PROCESS_DAMAGED("The process is short of a resource, or it is being stopped."),
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

    /** What a failure is, as the outermost of its causes that says so. */
    public static FailureKind of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES)
                .map(FailureKind::decisive).filter(Objects::nonNull).findFirst().orElse(RECORD);
    }

    /** Whether the same batch has to be tried again until it succeeds. */
    public boolean isOutage() {
        return this != RECORD;
    }

    /** In a sentence, for people. */
    public String sentence() {
        return sentence;
    }

    /** Null for what wraps other failures, and for every exception that only a record can cause. */
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
