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
 * Answers every fault with a problem: what is wrong with the request 4xx, what is away 503. Only what nobody expected
 * answers 500, says nothing of itself, and is logged.
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

    /** Of actuator endpoints, which read {@code Accept} themselves. */
    @ExceptionHandler
    ResponseEntity<Object> unreadable(InvalidMimeTypeException type) {
        return Problem.ofStatus(406, "Expected types such as " + MediaType.APPLICATION_JSON_VALUE
                + " in Accept but found something else.").toResponse(HttpHeaders.EMPTY);
    }

    /** Of Spring Security's firewall, which looks at headers and parameters only when somebody asks for them. */
    @ExceptionHandler
    ResponseEntity<Object> odd(RequestRejectedException rejected) {
        return Problem.of(ProblemType.VALIDATION, "A header or a parameter has a name or a value that is not allowed.")
                .toResponse(HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> store(MongoException failure, WebRequest request) {
        if (MongoFailures.isAboutData(failure)) {
            return unexpected(failure, request);
        }
        LOG.warn("{} answers 503, the database is unavailable: {}", where(request), failure.toString());
        return Problem.of(ProblemType.UNAVAILABLE, "The store is away at the moment; the change may not be saved.")
                .toResponse(HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception failure, WebRequest request) {
        LOG.error("{} answers 500", where(request), failure);
        return Problem.ofStatus(500, "Something went wrong here; it was logged.").toResponse(HttpHeaders.EMPTY);
    }

    /** As what Spring refuses otherwise: it would log a warning of each. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException failure, HttpHeaders headers, HttpStatusCode status,
            WebRequest request) {
        return handleExceptionInternal(failure, null, headers, status, request);
    }

    /** What Spring itself refuses: unknown paths and methods, content types, parameters. */
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
            case HttpMediaTypeNotAcceptableException _ ->
                "Expected Accept to allow " + MediaType.APPLICATION_JSON_VALUE + ", which is all that there is here.";
            case HttpRequestMethodNotSupportedException method -> where(request) + " is not possible; possible here: "
                    + Stream.of(Objects.requireNonNullElse(method.getSupportedMethods(), new String[0])).sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
            default -> status.value() == 404
                    ? "No route matches " + where(request) + "."
                    : where(request) + " was refused.";
        };
    }

    private static String where(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                ? servlet.getHttpMethod() + " " + servlet.getRequest().getRequestURI()
                : request.getDescription(false);
    }
}
