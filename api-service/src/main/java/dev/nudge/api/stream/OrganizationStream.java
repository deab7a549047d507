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
    private boolean isReading;
    /** Guarded by the lock of all streams. */
    private int places;

    OrganizationStream(String organizationId, Changes changes, InstantSource clock) {
        this.organizationId = organizationId;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Reads the changes from the first client on.
     *
     * @param last the position of the last event that the client has seen; null if it has seen none
     */
    synchronized StreamClient add(@Nullable Instant last) {
        if (!isReading) {
            changes.skip(clock.instant());
            Thread.ofVirtual().name("stream-" + organizationId).start(this::run);
            isReading = true;
        }
        StreamClient client = new StreamClient();
        if (last != null) {
            client.offer(changes.since(last, clock.instant()));
        }
        clients.add(client);
        if (ending.getCount() == 0) {
            client.end();
        }
        return client;
    }

    /** @return whether it was one of the clients */
    boolean remove(StreamClient client) {
        return clients.remove(client);
    }

    /** The number of clients, those included that are being added. */
    int places() {
        return places;
    }

    void changePlaces(int by) {
        places += by;
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
            LOG.debug("The changes of {} could not be read; the clients will receive a refresh",
                    organizationId, unavailable);
        }
    }
}
