package dev.nudge.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds free ports of the loopback interface. Another process can bind a port between this check and its use. */
final class LoopbackPorts {

    private LoopbackPorts() {}

    /** Returns distinct free ports, one for each argument: the given port or, for 0, any free port. */
    static List<Integer> free(String what, int... ports) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int port : ports) {
                sockets.add(open(what, port));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            sockets.forEach(LoopbackPorts::close);
        }
    }

    static IllegalStateException inUse(String what, int port, Throwable cause) {
        return new IllegalStateException(
                "%s cannot listen on port %d: another program uses it. Stop that program, or choose another port."
                        .formatted(what, port),
                cause);
    }

    private static ServerSocket open(String what, int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw inUse(what, port, e);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
