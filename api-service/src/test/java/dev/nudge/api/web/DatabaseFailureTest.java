package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import dev.nudge.infrastructure.mongo.MongoFailures;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;

/** A database failure answers 503 if the engine would retry it, and 500 otherwise. */
class DatabaseFailureTest {

    private static final ServerAddress SERVER = new ServerAddress();
    private static final int INTERNAL_ERROR = 1;

    static Stream<MongoException> failures() {
        return Stream.of(new MongoTimeoutException("no server"), new MongoException(INTERNAL_ERROR, "no backend"),
                command(INTERNAL_ERROR), command(91), command(13), command(10_334), write(INTERNAL_ERROR), write(112),
                write(52), write(121));
    }

    private static MongoException command(int code) {
        return new MongoCommandException(new BsonDocument("code", new BsonInt32(code)), SERVER);
    }

    private static MongoException write(int code) {
        return new MongoWriteException(new WriteError(code, "refused", new BsonDocument()), SERVER, Set.of());
    }

    private static ResponseEntity<Object> answer(MongoException failure) {
        return new ApiExceptionHandler().store(failure,
                new ServletWebRequest(new MockHttpServletRequest("PUT", "/api/organization")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void the_status_follows_the_common_classification(MongoException failure) {
        ResponseEntity<Object> answer = answer(failure);

        assertThat(answer.getStatusCode().value()).isEqualTo(MongoFailures.isOutage(failure) ? 503 : 500);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    }

    static Stream<MongoException> internalErrorsOfAGateway() {
        return Stream.of(new MongoException(INTERNAL_ERROR, "no backend"), command(INTERNAL_ERROR),
                write(INTERNAL_ERROR));
    }

    @ParameterizedTest
    @MethodSource("internalErrorsOfAGateway")
    void an_internal_error_of_a_gateway_answers_503(MongoException failure) {
        assertThat(answer(failure).getStatusCode().value()).isEqualTo(503);
    }
}
