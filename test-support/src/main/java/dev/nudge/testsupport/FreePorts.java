package dev.nudge.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Ports for servers that are started later, or restarted. They are below the range of ports for outgoing connections:
 * such a connection could otherwise take the port of a server while that is down.
 */
public final class FreePorts {

    private FreePorts() {}

    public static int any() {
        return list(1).getFirst();
    }

    /** A number of different ports. */
    public static List<Integer> list(int count) {
        return RandomGenerator.getDefault().ints(20_000, 32_000).distinct().filter(FreePorts::isFree).limit(count)
                .boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
