package dev.nudge.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The ports that the process listens on, and the properties that change them. */
enum Port {

    API("the API", "server.port"),
    KAFKA("the Kafka broker", StandaloneProperties.KAFKA_PORT),
    MONGODB("the store", StandaloneProperties.MONGODB_PORT);

    private final String user;
    private final String property;

    Port(String user, String property) {
        this.user = user;
        this.property = property;
    }

    /** @throws CannotStartException when another program listens on the port */
    void requireFree(InetAddress address, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket _ = new ServerSocket(port, 1, address)) {
            return;
        } catch (IOException notFree) {
            throw new CannotStartException(inUse(port));
        }
    }

    String inUse(int port) {
        return "port %d, which %s listens on, is used by another program; stop that program or choose another port with --%s=<port>."
                .formatted(port, user, property);
    }
}
