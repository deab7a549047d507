package dev.nudge.api.stream;

import dev.nudge.api.web.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The streams of all organizations. An organization without clients causes no queries. They end before the web server
 * stops, which waits for open requests.
 */
final class Streams implements SmartLifecycle {

    private final Function<String, Changes> changes;
    private final int mostClients;
    private final InstantSource clock;
    private final Map<String, OrganizationStream> streams = new HashMap<>();
    private boolean running;

    Streams(Function<String, Changes> changes, int mostClients, InstantSource clock) {
        this.changes = changes;
        this.mostClients = mostClients;
        this.clock = clock;
    }

    /**
     * @param last the position of the last event that the client has seen; null if it has seen none
     * @return an ended stream when the server stops
     * @throws ProblemException when the organization has too many clients
     */
    StreamClient open(String organizationId, @Nullable Instant last) {
        OrganizationStream stream = reserve(organizationId);
        if (stream == null) {
            StreamClient ended = new StreamClient();
            ended.end();
            return ended;
        }
        try {
            return stream.add(last); // reads the database: other organizations do not wait for it
        } catch (RuntimeException unavailable) {
            release(organizationId, stream);
            throw unavailable;
        }
    }

    /** @return null when the server stops */
    private synchronized @Nullable OrganizationStream reserve(String organizationId) {
        if (!running) {
            return null;
        }
        OrganizationStream stream = streams.computeIfAbsent(organizationId,
                id -> new OrganizationStream(id, changes.apply(id), clock));
        if (stream.places() >= mostClients) {
            throw ProblemException.rateLimited("The organization has " + mostClients
                    + " streams at this server already. Close one, or connect again later.");
        }
        stream.changePlaces(1);
        return stream;
    }

    void close(String organizationId, StreamClient client) {
        OrganizationStream stream;
        synchronized (this) {
            stream = streams.get(organizationId);
        }
        if (stream != null && stream.remove(client)) {
            release(organizationId, stream);
        }
    }

    private synchronized void release(String organizationId, OrganizationStream stream) {
        stream.changePlaces(-1);
        if (stream.places() == 0) {
            stream.end();
            streams.remove(organizationId, stream);
        }
    }

    /** The number of organizations whose changes are read. */
    synchronized int organizations() {
        return streams.size();
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        streams.values().forEach(OrganizationStream::end);
        streams.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
