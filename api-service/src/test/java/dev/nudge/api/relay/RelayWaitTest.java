package dev.nudge.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.patience.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how long callers wait for publication. */
class RelayWaitTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    /** The keys of each append that was started, and what it waits for. */
    private final BlockingQueue<List<String>> appends = new LinkedBlockingQueue<>();
    private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final Outbox outbox = new AlwaysMarked();
    private final List<Relay> relays = new ArrayList<>();

    private final class AlwaysMarked implements Outbox {
        @Override
        public void prepare() {
            // no indexes
        }

        @Override
        public List<String> pending(String after, int limit) {
            return List.of();
        }

        @Override
        public List<Change> changesOf(String documentId) {
            return List.of(new Change(documentId, Map.of("id", documentId), () -> removed.add(documentId)));
        }
    }

    private final class SlowTopic implements ChangeTopic {
        @Override
        public void ensure() {
            // always exists
        }

        @Override
        public void append(List<Change> changes) throws BrokerUnavailableException {
            appends.add(changes.stream().map(Change::key).toList());
            try {
                answer.join();
            } catch (RuntimeException failure) {
                throw new BrokerUnavailableException(failure);
            }
        }
    }

    private Relay relay(Duration publishTimeout) {
        Relay relay = new Relay(new ChangePublisher(new SlowTopic(), List.of(outbox)),
                new RelayProperties(publishTimeout, Duration.ofMillis(50)));
        relays.add(relay);
        return relay;
    }

    private record Caller(Thread thread, FutureTask<Boolean> answer) {
        boolean isPublished() throws Exception {
            return answer.get();
        }
    }

    private Caller publish(Relay relay, String id) {
        FutureTask<Boolean> answer = new FutureTask<>(() -> relay.publish(List.of(new Written(outbox, id))));
        return new Caller(Thread.ofPlatform().start(answer), answer);
    }

    @AfterEach
    void close() {
        answer.complete(null);
        relays.forEach(Relay::close);
    }

    @Test
    void writes_during_a_publication_are_published_together() throws Exception {
        answer = new CompletableFuture<>();
        Relay relay = relay(LONG);
        Caller first = publish(relay, "first");
        assertThat(appends.take()).containsExactly("first");
        List<String> ids = IntStream.range(0, 50).mapToObj(i -> "d" + i).toList();
        List<Caller> others = ids.stream().map(id -> publish(relay, id)).toList();
        await("all to wait").until(
                () -> others.stream().allMatch(other -> other.thread().getState() == Thread.State.TIMED_WAITING));

        answer.complete(null);

        assertThat(first.isPublished()).isTrue();
        for (Caller other : others) {
            assertThat(other.isPublished()).isTrue();
        }
        assertThat(appends.take()).containsExactlyInAnyOrderElementsOf(ids);
        await("the markers to be removed without a sweep").until(() -> removed.size() == 1 + ids.size());
        assertThat(appends).isEmpty();
    }

    @Test
    void after_one_timeout_callers_do_not_wait_until_publication_succeeds() throws Exception {
        answer = new CompletableFuture<>();
        Relay relay = relay(SHORT);
        assertThat(publish(relay, "first").isPublished()).isFalse();

        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(publish(relay, "d" + i).isPublished()).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Patience.allowedFor(SHORT.multipliedBy(20)));

        answer.complete(null);
        await("responses to wait again").until(() -> publish(relay, "again").isPublished());
    }

    @Test
    void while_publication_fails_callers_do_not_wait() throws Exception {
        answer = CompletableFuture.failedFuture(new IllegalStateException("the broker does not answer"));
        Relay relay = relay(LONG);

        assertThat(publish(relay, "first").isPublished()).isFalse();
        assertThat(publish(relay, "second").isPublished()).isFalse();
        assertThat(appends).as("a sweep publishes the second").hasSize(1);

        relay.start();
        answer = CompletableFuture.completedFuture(null);
        await("a sweep").until(() -> publish(relay, "third").isPublished());
    }
}
