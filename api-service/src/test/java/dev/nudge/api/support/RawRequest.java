package dev.nudge.api.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Bytes that no HTTP client would send, and all that is answered until the connection is closed. */
public final class RawRequest {

    private static final int MAX_MILLIS = 60_000;

    private RawRequest() {}

    /** @param request line ends are written as {@code \n} */
    public static String exchange(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MAX_MILLIS);
            write(socket, request);
            return answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server may answer and close the connection before it has read everything. */
    private static void write(Socket socket, String request) {
        try {
            socket.getOutputStream().write(bytes(request));
        } catch (IOException _) { // the answer says why
        }
    }

    public static byte[] bytes(String request) {
        return request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What has been answered when the connection ends, which may be in the middle. */
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
