package dev.nudge.api.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the changes of an organization for all of its clients, once a second, from the first client to the end. */
final class OrganizationStream {

    private static final Logger LOG = LoggerFactory.getLogger(OrganizationStream.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String organizationId;
    private final Changes changes;
    private final InstantSource clock;
    private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ending = new CountDownLatch(1);

    OrganizationStream(String organizationId, Changes changes, InstantSource clock) {
        this.organizationId = organizationId;
        this.changes = changes;
        this.clock = clock;
    }

    void start() {
        changes.skip(clock.instant());
        Thread.ofVirtual().name("stream-" + organizationId).start(this::run);
    }

    /** @param last the position of the last event that the client has seen; null if it has seen none */
    synchronized StreamClient add(@Nullable Instant last) {
        StreamClient client = new StreamClient();
        if (last != null) {
            client.offer(changes.since(last, clock.instant()));
        }
        clients.add(client);
        return client;
    }

    void remove(StreamClient client) {
        clients.remove(client);
    }

    int clients() {
        return clients.size();
    }

    void end() {
        ending.countDown();
        clients.forEach(StreamClient::end);
    }

    private void run() {
        try {
            while (!ending.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                poll();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void poll() {
        try {
            List<StreamEvent> next = changes.next(clock.instant());
            clients.forEach(client -> client.offer(next));
        } catch (RuntimeException unavailable) {
            LOG.debug("The changes of {} could not be read; they will be read again", organizationId, unavailable);
        }
    }
}
