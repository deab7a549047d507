package dev.nudge.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's side of a stream, which reads it as long as it is open. */
final class OpenStream implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    /** @param name null for a comment */
    record Received(@Nullable String name, @Nullable String id, String data) {

        Map<String, @Nullable Object> json() {
            return Json.object(data);
        }
    }

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Received> events = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private OpenStream(HttpResponse<InputStream> response) {
        this.response = response;
    }

    /** Returns when the server has sent its first comment: from then on, the client misses nothing. */
    static OpenStream of(Client client) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(client.base() + "/api/stream"));
        client.headers().forEach(request::header);
        try {
            OpenStream stream = new OpenStream(client.http().send(request.build(), BodyHandlers.ofInputStream()));
            if (stream.status() == 200) {
                Thread.ofVirtual().start(stream::read);
                assertThat(stream.next().data()).isEqualTo("connected");
            }
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int status() {
        return response.statusCode();
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(": ")) {
                    events.add(new Received(null, null, line.substring(2)));
                } else if (line.isEmpty()) {
                    if (fields.containsKey("data")) {
                        events.add(new Received(fields.get("event"), fields.get("id"), fields.get("data")));
                    }
                    fields.clear();
                } else {
                    fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
                }
            }
        } catch (IOException closed) {
            events.add(new Received("closed", null, closed.toString()));
        } finally {
            ended.countDown();
        }
    }

    /** The next event or comment. */
    Received next() {
        try {
            Received next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("an event within %d s", PATIENCE_SECONDS).isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether the server ends the stream. */
    boolean ends() {
        try {
            return ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
