package dev.nudge.api.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends bytes that no HTTP client would send, and reads the response until the connection is closed. */
public final class RawRequest {

    private static final int MAX_MILLIS = 60_000;

    private RawRequest() {}

    /** @param request with {@code \n} as line ends */
    public static String exchange(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MAX_MILLIS);
            write(socket, request);
            return answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server may respond and close the connection before it has read everything. */
    private static void write(Socket socket, String request) {
        try {
            socket.getOutputStream().write(bytes(request));
        } catch (IOException _) { // the response gives the reason
        }
    }

    public static byte[] bytes(String request) {
        return request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The response until the connection is closed, possibly incomplete. */
    public static String answer(Socket socket) {
        StringBuilder answer = new StringBuilder();
        try {
            for (int read = socket.getInputStream().read(); read != -1; read = socket.getInputStream().read()) {
                answer.append((char) read);
            }
        } catch (IOException _) {
            return answer.toString();
        }
        return answer.toString();
    }
}
