package dev.nudge.standalone.acceptance;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.nudge.process.ChildProcess;
import dev.nudge.standalone.StandaloneApplication;
import dev.nudge.testsupport.Drained;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.JsonCall;
import dev.nudge.testsupport.StoreReader;
import dev.nudge.testsupport.TopicReader;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The standalone application as a separate process, which keeps its data directory across restarts. */
public final class StandaloneProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(3); // builds run on small, busy machines

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Path directory;
    private final int httpPort;
    private final int kafkaPort;
    private final int mongodbPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final MongoClient mongo;
    private @Nullable ChildProcess process;

    /** @param directory for its data and its log */
    public StandaloneProcess(Path directory) {
        this.directory = directory;
        directory.toFile().mkdirs();
        List<Integer> ports = FreePorts.list(3);
        this.httpPort = ports.get(0);
        this.kafkaPort = ports.get(1);
        this.mongodbPort = ports.get(2);
        this.mongo = MongoClients.create("mongodb://localhost:" + mongodbPort);
    }

    /** Starts it and returns immediately. */
    StandaloneProcess launch(String... arguments) {
        List<String> command = ChildProcess.java("-Xmx1g", "-Dserver.port=" + httpPort,
                "-Dnudge.standalone.kafka-port=" + kafkaPort, "-Dnudge.standalone.mongodb-port=" + mongodbPort,
                "-Dnudge.standalone.data-dir=" + directory.resolve("data"), "-cp", classPath(),
                StandaloneApplication.class.getName());
        command.addAll(List.of(arguments));
        process = new ChildProcess(command, directory.resolve("output.log"));
        process.start();
        return this;
    }

    /** The class path of this process without the tests and their logging configuration. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes") && !entry.contains("test-support"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Starts it and returns once it is ready. */
    public StandaloneProcess start(String... arguments) {
        launch(arguments);
        await("the process to be ready").atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(this::isReady);
        return this;
    }

    private boolean isReady() {
        running().assertAlive();
        return JsonCall.isOk(http, url("/actuator/health/readiness"));
    }

    /** Same as {@code kill -9}. */
    void kill() {
        running().kill();
    }

    /** Same as Ctrl-C. */
    Duration stop() {
        return running().stop();
    }

    /** Waits until it exits. */
    int exitCode() {
        return running().exitCode();
    }

    private ChildProcess running() {
        return Objects.requireNonNull(process, "Expected the process to have been started");
    }

    public URI url(String path) {
        return URI.create("http://localhost:" + httpPort + path);
    }

    HttpClient http() {
        return http;
    }

    public Client user(String organizationId, String userId) {
        return Client.withToken(this, organizationId, userId, "member");
    }

    public Client admin(String organizationId, String userId) {
        return Client.withToken(this, organizationId, userId, "member", "admin");
    }

    TopicReader topics() {
        return new TopicReader(bootstrapServers());
    }

    StoreReader store() {
        return new StoreReader(mongo.getDatabase("nudge"));
    }

    /** Returns once everything is processed, however long it takes, as long as there is progress. */
    public void awaitDrained() {
        var _ = Drained.await(topics(), store(), SOON);
    }

    public String bootstrapServers() {
        return "localhost:" + kafkaPort;
    }

    int httpPort() {
        return httpPort;
    }

    int kafkaPort() {
        return kafkaPort;
    }

    public String output() {
        return running().output();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        mongo.close();
        http.close();
    }
}
