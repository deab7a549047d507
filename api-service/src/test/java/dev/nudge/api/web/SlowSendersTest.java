package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.ApiApplication;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.RawRequest;
import dev.nudge.api.support.TestServers;
import dev.nudge.patience.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** Slow senders are disconnected even if they send regularly, and do not block others. */
@SpringBootTest(classes = ApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "management.server.port=0", "nudge.api.http.header-timeout=1s", "nudge.api.http.body-timeout=3s"})
@ContextConfiguration(initializers = TestServers.class)
@Import(Api.class)
@Execution(ExecutionMode.CONCURRENT) // they wait for timeouts
class SlowSendersTest {

    /** Well below the timeouts, so that no single pause is too long. */
    private static final int PAUSE_MILLIS = 300;
    /** The timeouts, one sweep and one check by the web server. */
    private static final Duration SOON = Patience.allowedFor(Duration.ofSeconds(15));

    private final Api api;
    private final Client ana;

    SlowSendersTest(@Autowired Api api) {
        this.api = api;
        this.ana = api.member("ana", Api.newOrganization());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/automations", "GET /api/automations HTTP/1.1\nHost: localhost\nX-Slow: ",
            "GET /api/automations HTTP/1.1\nHost: localhost\n", "POST /api/automations HTTP/1.1\nX-",
            "GET /api/automations HTTP/1.1\nHost: localhost\n\nGET /api/auto"})
    void slow_headers_are_disconnected(String beginning) throws IOException {
        assertThat(sendSlowly(beginning, 'a').elapsed()).isLessThan(SOON);
    }

    @Test
    void slow_blank_lines_are_disconnected() throws IOException {
        assertThat(sendSlowly("", '\n').elapsed()).isLessThan(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations", "/api/events", "/api/automations/simulate"})
    void a_slow_body_is_answered_408(String path) throws IOException {
        Slow slow = sendSlowly(post(path, "Content-Length: 100000", true) + "{", ' ');

        assertThat(slow.answer()).startsWith("HTTP/1.1 408").contains("urn:nudge:error:request-timeout");
        assertThat(slow.elapsed()).isLessThan(SOON);
    }

    @Test
    void a_slow_body_with_a_key_or_in_chunks_is_answered_408() throws IOException {
        assertThat(sendSlowly(post("/api/automations", "Content-Length: 100000\nIdempotency-Key: slow", true), ' ')
                .answer()).startsWith("HTTP/1.1 408");
        assertThat(sendSlowly(post("/api/automations", "Transfer-Encoding: chunked", true) + "ffff\n", ' ').answer())
                .startsWith("HTTP/1.1 408");
    }

    @Test
    void a_connection_without_its_body_is_closed() throws IOException {
        try (Socket socket = open(post("/api/automations", "Content-Length: 100000", true))) {
            long start = System.nanoTime();
            RawRequest.answer(socket);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
    }

    @Test
    void a_slow_body_of_a_rejected_request_is_disconnected() throws IOException {
        for (String refused : List.of(post("/api/automations", "Content-Length: 100000", false),
                post("/nothing", "Content-Length: 100000", false),
                post("/api/automations?x=1", "Content-Length: 100000", false).replace("application/json",
                        "application/x-www-form-urlencoded"),
                post("/api/automations/x", "Content-Length: 100000", true))) {
            Slow slow = sendSlowly(refused, ' ');

            assertThat(slow.answer()).startsWith("HTTP/1.1 4");
            assertThat(slow.elapsed()).as(refused).isLessThan(SOON);
        }
    }

    @Test
    void a_body_has_its_own_timeout() throws IOException {
        try (Socket socket = open(post("/api/automations", "Content-Length: 8", true))) {
            for (int i = 0; i < 8; i++) {
                assertThat(isClosedWithin(socket, Duration.ofMillis(PAUSE_MILLIS))).isFalse();
                socket.getOutputStream().write(' ');
            }
            socket.setSoTimeout((int) SOON.toMillis());
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void an_idle_connection_between_requests_is_not_slow() throws IOException {
        String request = "GET /api/automations HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n";
        try (Socket socket = open(request)) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(isClosedWithin(socket, Duration.ofSeconds(3))).isFalse();
            socket.getOutputStream().write(RawRequest.bytes(request));
            assertThat(isClosedWithin(socket, Duration.ofSeconds(1))).isFalse();
        }
    }

    @Test
    void two_hundred_slow_connections_do_not_block_others() throws Exception {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Slow>> slow = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String beginning = i % 2 == 0
                        ? "GET /api/automations HTTP/1.1\nX-"
                        : post("/api/automations", "Content-Length: 100000", true);
                Callable<Slow> sender = () -> sendSlowly(beginning, 'a');
                slow.add(senders.submit(sender));
            }
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                ana.get("/api/automations").is(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(SOON);
            }
            for (Future<Slow> sender : slow) {
                assertThat(sender.get().elapsed()).isLessThan(SOON);
            }
        }
    }

    private String post(String path, String header, boolean withToken) {
        return "POST " + path + " HTTP/1.1\nHost: localhost\nContent-Type: application/json\n" + header + "\n"
                + (withToken ? "Authorization: " + ana.headers().get("Authorization") + "\n" : "") + "\n";
    }

    private record Slow(Duration elapsed, String answer) {}

    /** Reads until the other side closes the connection, or for a minute. */
    private Slow sendSlowly(String beginning, char more) throws IOException {
        long start = System.nanoTime();
        StringBuilder answer = new StringBuilder();
        try (Socket socket = open(beginning)) {
            socket.setSoTimeout(PAUSE_MILLIS);
            boolean open = true;
            while (open && elapsed(start).compareTo(Duration.ofMinutes(1)) < 0) {
                try {
                    int read = socket.getInputStream().read();
                    open = read != -1;
                    answer.append(open ? String.valueOf((char) read) : "");
                } catch (SocketTimeoutException _) {
                    socket.getOutputStream().write(more);
                }
            }
        } catch (SocketException _) {
            return new Slow(elapsed(start), answer.toString());
        }
        return new Slow(elapsed(start), answer.toString());
    }

    private static boolean isClosedWithin(Socket socket, Duration time) throws IOException {
        long start = System.nanoTime();
        socket.setSoTimeout(PAUSE_MILLIS);
        while (elapsed(start).compareTo(time) < 0) {
            try {
                if (socket.getInputStream().read() == -1) {
                    return true;
                }
            } catch (SocketTimeoutException _) { // it is still open
            }
        }
        return false;
    }

    private static Duration elapsed(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private Socket open(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        socket.getOutputStream().write(RawRequest.bytes(request));
        return socket;
    }
}
