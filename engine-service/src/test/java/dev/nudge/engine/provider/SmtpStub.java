package dev.nudge.engine.provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server whose replies a test chooses. Steps are {@link #GREETING}, the verb of a command, and {@link #END} for
 * the line that ends a message. Configure it before the first connection.
 */
public final class SmtpStub implements AutoCloseable {

    public static final String GREETING = "GREETING";
    public static final String END = ".";

    private final ServerSocket server;
    private final Map<String, String> replies = new HashMap<>(
            Map.of(GREETING, "220 stub ready", "EHLO", "250 stub", "STARTTLS", "220 go ahead", "AUTH",
                    "235 2.7.0 welcome", "MAIL", "250 ok", "RCPT", "250 ok", "DATA", "354 go ahead", END,
                    "250 2.0.0 Ok: queued as 4bXyZ1"));
    private final Map<String, Queue<String>> first = new ConcurrentHashMap<>();
    private final Set<String> closing = new HashSet<>();
    private final Set<String> holding = new HashSet<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private @Nullable SSLContext encryption;

    public SmtpStub() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public SmtpStub replies(String step, String reply) {
        replies.put(step, reply);
        return this;
    }

    /** Gives this reply once, before the usual ones. */
    public SmtpStub repliesFirst(String step, String reply) {
        first.computeIfAbsent(step, _ -> new ConcurrentLinkedQueue<>()).add(reply);
        return this;
    }

    /** Closes the connection instead of a reply. */
    public SmtpStub closesAt(String step) {
        closing.add(step);
        return this;
    }

    /** Replies, then closes the connection. */
    public SmtpStub repliesAndClosesAt(String step, String reply) {
        closing.add(step);
        return replies(step, reply + "\r\n");
    }

    /** Replies only after {@link #release}. */
    public SmtpStub holdsAt(String step) {
        holding.add(step);
        return this;
    }

    public SmtpStub encryptsWith(SSLContext context) {
        encryption = context;
        return replies("EHLO", "250-stub\r\n250 STARTTLS");
    }

    public void release() {
        release.countDown();
    }

    /** All lines that clients sent, without the content of messages. */
    public List<String> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() throws IOException {
        release();
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> converse(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            boolean goesOn = reply(GREETING, connection);
            Socket socket = connection;
            BufferedReader lines = lines(socket);
            while (goesOn) {
                String line = lines.readLine();
                if (line == null) {
                    return;
                }
                received.add(line);
                String step = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                goesOn = reply(step, socket);
                if (goesOn && step.equals("STARTTLS")) {
                    socket = encrypted(socket);
                    lines = lines(socket);
                }
                if (goesOn && step.equals("DATA") && replyTo(step).startsWith("354")) {
                    skipContent(lines);
                    goesOn = reply(END, socket);
                }
            }
        } catch (IOException disconnected) {
            // the client may close at any time
        }
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private String replyTo(String step) {
        return replies.getOrDefault(step, "502 unknown command");
    }

    /** Returns false if the connection ends. */
    private boolean reply(String step, Socket socket) throws IOException {
        Queue<String> once = first.get(step);
        String planned = once == null ? null : once.poll();
        String reply = planned == null ? replyTo(step) : planned;
        if (holding.contains(step)) {
            awaitRelease();
        }
        if (closing.contains(step) && !reply.endsWith("\r\n")) {
            return false;
        }
        socket.getOutputStream().write((reply.strip() + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return !closing.contains(step);
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket encrypted(Socket socket) {
        SSLContext context = encryption;
        if (context == null) {
            throw new IllegalStateException("Expected encryptsWith() before STARTTLS.");
        }
        replies("EHLO", "250 stub");
        try {
            SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            encrypted.setUseClientMode(false);
            return encrypted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void skipContent(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); !END.equals(line); line = lines.readLine()) {
            if (line == null) {
                return;
            }
        }
        received.add(END);
    }
}
