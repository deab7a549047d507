package dev.nudge.reliability.simulation;

import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.relay.ChangePublisher;
import dev.nudge.api.relay.Outbox;
import dev.nudge.api.relay.Written;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * One API: its publisher receives each write, and sweeps up unpublished ones. Queued writes are lost with the process.
 * A caller gets its response when the write is acknowledged.
 */
final class ApiProcess {

    private final Simulation world;
    private final Host host;
    private final Outbox outbox;
    private final ChangePublisher publisher;
    private final Queue<SimulatedConfiguration.Version> written = new ArrayDeque<>();

    ApiProcess(Simulation world, Host host) {
        this.world = world;
        this.host = host;
        this.outbox = world.configuration().outboxOf(host);
        this.publisher = new ChangePublisher(world.configuration().topicOf(host), List.of(outbox));
        world.scheduler().start(host, "relay", this::relay);
    }

    Host host() {
        return host;
    }

    void written(SimulatedConfiguration.Version version) {
        written.add(version);
    }

    private void relay() {
        while (!host.isStopping()) {
            world.scheduler().idle();
            try {
                SimulatedConfiguration.Version version = written.poll();
                if (version != null) {
                    Written document = new Written(outbox, version.documentId());
                    if (publisher.publish(List.of(document)).contains(document)) {
                        world.configuration().acknowledged(version);
                    }
                } else if (!publisher.removeMarker() && !world.configuration().isPublished()) {
                    publisher.sweep();
                }
            } catch (BrokerUnavailableException | Network.Unavailable unavailable) {
                world.journal("the relay waits: " + unavailable.getMessage());
            }
        }
        host.kill();
    }
}
