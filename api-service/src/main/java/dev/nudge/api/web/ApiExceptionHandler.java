package dev.nudge.api.web;

import com.mongodb.MongoException;
import dev.nudge.infrastructure.mongo.MongoFailures;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Converts every exception to a problem: invalid requests to 4xx, unavailable dependencies to 503. Unexpected
 * exceptions become a 500 without details, and are logged.
 */
@RestControllerAdvice
final class ApiExceptionHandler extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiExceptionHandler.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(ProblemException refusal) {
        return refusal.problem().toResponse(HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> multipart(MultipartException unreadable) {
        return Problem.ofStatus(415, "Expected the body as " + MediaType.APPLICATION_JSON_VALUE + ".")
                .toResponse(HttpHeaders.EMPTY);
    }

    /** For actuator endpoints, which read {@code Accept} themselves. */
    @ExceptionHandler
    ResponseEntity<Object> unreadable(InvalidMimeTypeException type) {
        return Problem.ofStatus(406, "Expected media types such as " + MediaType.APPLICATION_JSON_VALUE
                + " in Accept.").toResponse(HttpHeaders.EMPTY);
    }

    /** From Spring Security's firewall, which checks headers and parameters only when they are read. */
    @ExceptionHandler
    ResponseEntity<Object> rejectedByFirewall(RequestRejectedException rejected) {
        return Problem.of(ProblemType.VALIDATION, "A header or a parameter has a name or a value that is not allowed.")
                .toResponse(HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> store(MongoException failure, WebRequest request) {
        if (MongoFailures.isAboutData(failure)) {
            return unexpected(failure, request);
        }
        LOG.warn("{} answers 503, the database is unavailable: {}", where(request), failure.toString());
        return Problem.of(ProblemType.UNAVAILABLE, "The database is unavailable. The change may not have been saved.")
                .toResponse(HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception failure, WebRequest request) {
        LOG.error("{} answers 500", where(request), failure);
        return Problem.ofStatus(500, "An unexpected error occurred. It was logged.").toResponse(HttpHeaders.EMPTY);
    }

    /** Overridden, because Spring would log a warning for each. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException failure, HttpHeaders headers, HttpStatusCode status,
            WebRequest request) {
        return handleExceptionInternal(failure, null, headers, status, request);
    }

    /** What Spring itself rejects: unknown paths and methods, content types, parameters. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(Exception failure, @Nullable Object body,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError()) {
            LOG.error("{} answers {}", where(request), status.value(), failure);
        }
        return Problem.ofStatus(status.value(), sentence(failure, status, request)).toResponse(headers);
    }

    private static String sentence(Exception failure, HttpStatusCode status, WebRequest request) {
        return switch (failure) {
            case HttpMediaTypeNotSupportedException type -> "Expected the body as "
                    + type.getSupportedMediaTypes().stream().map(MediaType::toString)
                            .collect(Collectors.joining(" or "))
                    + ".";
            case HttpMediaTypeNotAcceptableException type -> "Expected Accept to allow "
                    + type.getSupportedMediaTypes().stream().map(MediaType::toString)
                            .collect(Collectors.joining(" or "))
                    + ", the only supported type.";
            case HttpRequestMethodNotSupportedException method -> where(request) + " is not allowed. Allowed methods: "
                    + Stream.of(Objects.requireNonNullElse(method.getSupportedMethods(), new String[0])).sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
            default -> status.value() == 404
                    ? "No route matches " + where(request) + "."
                    : where(request) + " was rejected.";
        };
    }

    private static String where(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                ? servlet.getHttpMethod() + " " + servlet.getRequest().getRequestURI()
                : request.getDescription(false);
    }
}
