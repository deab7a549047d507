package dev.nudge.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits for a client is bounded. */
class StreamClientTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final StreamClient client = new StreamClient();

    private static StreamEvent event(int number) {
        return StreamEvent.counters(NOON.plusMillis(number), Map.of("number", number));
    }

    private String next() throws InterruptedException {
        return client.next(Duration.ZERO).map(StreamEvent::text).orElse("nothing");
    }

    @Test
    void events_are_taken_in_their_order() throws InterruptedException {
        client.offer(List.of(event(1), event(2)));

        assertThat(next()).isEqualTo("""
                id: 2026-04-22T12:00:00.001Z
                event: counters
                data: {"number":1}

                """);
        assertThat(next()).contains("{\"number\":2}");
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void what_a_slow_client_does_not_take_is_replaced_by_one_refresh() throws InterruptedException {
        client.offer(IntStream.rangeClosed(0, StreamClient.MOST_WAITING).mapToObj(StreamClientTest::event).toList());
        client.offer(List.of(event(1_000)));

        assertThat(next()).isEqualTo("""
                id: 2026-04-22T12:00:00.256Z
                event: refresh
                data: {}

                """);
        assertThat(next()).contains("{\"number\":1000}");
        assertThat(next()).isEqualTo("nothing");
    }

    @Test
    void an_ended_stream_still_has_the_events_that_wait() throws InterruptedException {
        client.offer(List.of(event(1)));
        client.end();

        assertThat(client.hasEnded()).isFalse();
        assertThat(next()).contains("{\"number\":1}");
        assertThat(client.hasEnded()).isTrue();
        assertThat(client.next(Duration.ofDays(1))).isEmpty();
    }
}
