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
    synchronized StreamClient open(String organizationId, @Nullable Instant last) {
        if (!running) {
            StreamClient ended = new StreamClient();
            ended.end();
            return ended;
        }
        OrganizationStream stream = streams.get(organizationId);
        if ((stream == null ? 0 : stream.clients()) >= mostClients) {
            throw ProblemException.rateLimited("The organization has " + mostClients
                    + " streams at this server already. Close one, or connect again later.");
        }
        if (stream == null) {
            stream = new OrganizationStream(organizationId, changes.apply(organizationId), clock);
            stream.start();
            streams.put(organizationId, stream);
        }
        return stream.add(last);
    }

    synchronized void close(String organizationId, StreamClient client) {
        OrganizationStream stream = streams.get(organizationId);
        if (stream != null) {
            stream.remove(client);
            if (stream.clients() == 0) {
                stream.end();
                streams.remove(organizationId);
            }
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
