package dev.nudge.standalone.acceptance;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.nudge.standalone.StandaloneApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole product as a process of its own, on a data directory that it finds again when it is started again. */
final class StandaloneProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3); // builds run on small, busy machines

    private final Path directory;
    private final int httpPort;
    private final int kafkaPort;
    private final int mongodbPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final MongoClient mongo;
    private @Nullable Process process;

    /** @param directory for its data and its log */
    StandaloneProcess(Path directory) {
        this.directory = directory;
        directory.toFile().mkdirs();
        List<Integer> ports = freePorts(3);
        this.httpPort = ports.get(0);
        this.kafkaPort = ports.get(1);
        this.mongodbPort = ports.get(2);
        this.mongo = MongoClients.create("mongodb://localhost:" + mongodbPort);
    }

    static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Starts it and returns at once. */
    StandaloneProcess launch(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dserver.port=" + httpPort, "-Dnudge.standalone.kafka-port=" + kafkaPort,
                "-Dnudge.standalone.mongodb-port=" + mongodbPort,
                "-Dnudge.standalone.data-dir=" + directory.resolve("data"), "-cp", classPath(),
                StandaloneApplication.class.getName()));
        command.addAll(List.of(arguments));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
            return this;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** This one's without the tests and their logging. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes")).collect(Collectors.joining(File.pathSeparator));
    }

    /** Starts it and returns when it is ready. */
    StandaloneProcess start(String... arguments) {
        launch(arguments);
        await("the process to be ready").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::isReady);
        return this;
    }

    private boolean isReady() {
        if (!running().isAlive()) {
            throw new IllegalStateException("Expected the process to become ready but it ended:\n" + output());
        }
        try {
            return http.send(HttpRequest.newBuilder(url("/actuator/health/readiness")).timeout(Duration.ofSeconds(10))
                    .build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        running().destroyForcibly().onExit().join();
    }

    /** As Ctrl-C does. */
    Duration stop() {
        long begin = System.nanoTime();
        running().destroy();
        exitCode();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (!running().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Expected the process to end but it runs:\n" + output());
            }
            return running().exitValue();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "Expected the process to have been started");
    }

    URI url(String path) {
        return URI.create("http://localhost:" + httpPort + path);
    }

    HttpClient http() {
        return http;
    }

    Client user(String organizationId, String userId) {
        return Client.withToken(this, organizationId, userId, "member");
    }

    Client admin(String organizationId, String userId) {
        return Client.withToken(this, organizationId, userId, "member", "admin");
    }

    Topics topics() {
        return new Topics(bootstrapServers());
    }

    Store store() {
        return new Store(mongo.getDatabase("nudge"));
    }

    String bootstrapServers() {
        return "localhost:" + kafkaPort;
    }

    int httpPort() {
        return httpPort;
    }

    int kafkaPort() {
        return kafkaPort;
    }

    private Path log() {
        return directory.resolve("output.log");
    }

    String output() {
        try {
            return Files.readString(log());
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        mongo.close();
        http.close();
    }
}
