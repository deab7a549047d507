package dev.nudge.reliability.simulation;

import dev.nudge.api.kafka.BrokerAwayException;
import dev.nudge.api.relay.ChangePublisher;
import dev.nudge.api.relay.Outbox;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** One API: its publisher, told of each write and sweeping up what was left. What it was told of is gone with it. */
final class ApiProcess {

    private final Simulation world;
    private final Host host;
    private final Outbox outbox;
    private final ChangePublisher publisher;
    private final Queue<String> written = new ArrayDeque<>();

    ApiProcess(Simulation world, Host host) {
        this.world = world;
        this.host = host;
        this.outbox = world.configuration().outboxOf(host);
        this.publisher = new ChangePublisher(world.configuration().topicOf(host));
        world.scheduler().start(host, "relay", this::relay);
    }

    Host host() {
        return host;
    }

    void written(String documentId) {
        written.add(documentId);
    }

    private void relay() {
        while (!host.isStopping()) {
            world.scheduler().idle();
            try {
                String documentId = written.poll();
                if (documentId != null) {
                    publisher.publish(outbox, List.of(documentId));
                } else if (!world.configuration().isPublished()) {
                    publisher.sweep(List.of(outbox));
                }
            } catch (BrokerAwayException | Network.Away away) {
                world.journal("the relay waits: " + away.getMessage());
            }
        }
        host.kill();
    }
}
