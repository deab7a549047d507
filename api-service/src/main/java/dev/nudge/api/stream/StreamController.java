package dev.nudge.api.stream;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.ProblemException;
import dev.nudge.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Writes the events of the caller's organization until the client leaves, its token expires, or the server stops. Each
 * stream has the virtual thread of its request, which a slow client blocks, and nothing else.
 */
@RestController
final class StreamController {

    private static final Logger LOG = LoggerFactory.getLogger(StreamController.class);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final String SECONDS_TO_TRY_AGAIN = "10";

    private final Streams streams;
    private final Duration longest;
    private final InstantSource clock;

    StreamController(Streams streams, Duration longest, InstantSource clock) {
        this.streams = streams;
        this.longest = longest;
        this.clock = clock;
    }

    @GetMapping(path = "/api/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(@AuthenticationPrincipal Caller caller, JwtAuthenticationToken token, HttpServletRequest request,
            HttpServletResponse response) {
        if (HttpMethod.HEAD.matches(request.getMethod())) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            return;
        }
        StreamClient client = open(caller, request.getHeader("Last-Event-ID"), response);
        try {
            write(client, response, end(token));
        } catch (IOException gone) {
            LOG.debug("A client of a stream has left: {}", gone.toString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            streams.close(caller.organizationId(), client);
        }
    }

    /** A position that cannot be read is treated as too old. */
    private StreamClient open(Caller caller, @Nullable String last, HttpServletResponse response) {
        Instant seen = last == null || last.isBlank() ? null : Json.instant(last).orElse(Instant.EPOCH);
        try {
            return streams.open(caller.organizationId(), seen);
        } catch (ProblemException refused) {
            response.setHeader(HttpHeaders.RETRY_AFTER, SECONDS_TO_TRY_AGAIN);
            throw refused;
        }
    }

    private Instant end(JwtAuthenticationToken token) {
        Instant last = clock.instant().plus(longest);
        Instant expires = token.getToken().getExpiresAt();
        return expires != null && expires.isBefore(last) ? expires : last;
    }

    private void write(StreamClient client, HttpServletResponse response, Instant end)
            throws IOException, InterruptedException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader("X-Accel-Buffering", "no"); // proxies must not hold events back
        write(response, ": connected\n\n");
        Duration left = Duration.between(clock.instant(), end);
        while (left.isPositive() && !client.hasEnded()) {
            Duration pause = left.compareTo(KEEP_ALIVE) < 0 ? left : KEEP_ALIVE;
            Optional<StreamEvent> next = client.next(pause);
            write(response, next.map(StreamEvent::text).orElse(": keep-alive\n\n"));
            left = Duration.between(clock.instant(), end);
        }
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
