package dev.nudge.engine.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A webhook's endpoint on a local socket, which answers as a test says. */
public final class StubEndpoint implements AutoCloseable {

    /** What the endpoint does after it has read a request. */
    public interface Behaviour {
        void answer(OutputStream out, StubEndpoint endpoint) throws IOException, InterruptedException;
    }

    /** @param headers by name in lower case */
    public record Request(String line, Map<String, String> headers, String body) {}

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StubEndpoint(InetAddress address, Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = new ServerSocket(0, 50, address);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public static StubEndpoint that(Behaviour behaviour) {
        return new StubEndpoint(InetAddress.ofLiteral("127.0.0.1"), behaviour);
    }

    public static StubEndpoint at(String address, Behaviour behaviour) {
        return new StubEndpoint(InetAddress.ofLiteral(address), behaviour);
    }

    /** @param headers lines, each with its end */
    public static Behaviour answers(int status, String headers, String body) {
        return (out, _) -> write(out, "HTTP/1.1 " + status + " Some reason\r\n" + headers + "Content-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    public static Behaviour answers(int status) {
        return answers(status, "", "");
    }

    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    /** Waits, until the test ends. Returns whether it has ended. */
    public boolean waits(long milliseconds) throws InterruptedException {
        return closed.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook?a=b";
    }

    public int port() {
        return server.getLocalPort();
    }

    public List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            requests.add(read(socket.getInputStream()));
            behaviour.answer(socket.getOutputStream(), this);
        } catch (IOException gone) {
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return new Request(first, headers,
                new String(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection was closed.");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
