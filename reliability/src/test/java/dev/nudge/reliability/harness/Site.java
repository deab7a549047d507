package dev.nudge.reliability.harness;

import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.nudge.api.ApiApplication;
import dev.nudge.engine.EngineApplication;
import dev.nudge.process.ChildProcess;
import dev.nudge.testsupport.Drained;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.JsonCall;
import dev.nudge.testsupport.StoreReader;
import dev.nudge.testsupport.Tokens;
import dev.nudge.testsupport.TopicReader;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * Nudge as in production, each part in a separate process, in one directory. All parts keep their ports when they are
 * restarted.
 */
final class Site implements AutoCloseable {

    static final int PARTITIONS = 8;
    static final int CONSUMERS_PER_ENGINE = 2;

    private static final Duration TIMEOUT = Duration.ofMinutes(2); // builds run on small, busy machines

    private static final Duration SOON = Duration.ofSeconds(15);

    /** The log provider answers at once, so that a broken attempt is soon repeated. */
    private static final List<String> DELIVERY = List.of("-Dnudge.delivery.providers.log.timeout=1s",
            "-Dnudge.delivery.providers.log.backoff=1s");

    private final Path directory;
    private final List<String> delivery;
    private final Tokens tokens;
    private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
    private final int apiHealthPort;
    private final Map<Part, ChildProcess> processes = new EnumMap<>(Part.class);
    private final HttpClient http = HttpClient.newHttpClient();
    private final MongoClient mongo;

    Site(Path directory) {
        this(directory, DELIVERY);
    }

    /** @param delivery options of the JVMs, about delivery */
    Site(Path directory, List<String> delivery) {
        this.directory = directory;
        this.delivery = delivery;
        this.tokens = Tokens.withKeyIn(directory);
        List<Integer> free = FreePorts.list(Part.values().length + 1);
        this.apiHealthPort = free.removeLast();
        for (Part part : Part.values()) {
            ports.put(part, free.removeLast());
        }
        for (Part part : Part.values()) {
            processes.put(part, new ChildProcess(command(part),
                    directory.resolve(part.name().toLowerCase(Locale.ROOT) + ".log")));
        }
        this.mongo = MongoClients.create(storeUri());
    }

    private List<String> command(Part part) {
        List<String> command = ChildProcess.java(
                "-Xmx384m", "-Dspring.kafka.bootstrap-servers=" + bootstrapServers(),
                "-Dspring.mongodb.uri=" + storeUri() + "/nudge", "-Dserver.port=" + port(part),
                "-Dspring.main.banner-mode=off", "-Dlogging.level.dev.nudge.engine=INFO",
                "-Dlogging.level.dev.nudge.api=INFO");
        command.addAll(delivery);
        switch (part) {
            case BROKER, STORE -> command.addAll(List.of("-cp", classPath(_ -> true), Attached.class.getName(),
                    part == Part.BROKER ? Attached.BROKER : Attached.STORE, data(part).toString(),
                    String.valueOf(port(part))));
            case API -> command.addAll(List.of("-Dmanagement.server.port=" + apiHealthPort,
                    "-Dspring.security.oauth2.resourceserver.jwt.public-key-location=file:" + tokens.publicKey(),
                    "-Dspring.security.oauth2.resourceserver.jwt.jws-algorithms=RS256",
                    "-Dspring.security.oauth2.resourceserver.jwt.audiences=nudge",
                    "-cp", classPath(entry -> !entry.equals(locationOf(EngineApplication.class))),
                    Attached.class.getName(), ApiApplication.class.getName()));
            case ENGINE_1, ENGINE_2 -> command.addAll(List.of("-Dnudge.engine.partitions=" + PARTITIONS,
                    "-Dnudge.engine.consumers=" + CONSUMERS_PER_ENGINE,
                    "-cp", classPath(entry -> !entry.equals(locationOf(ApiApplication.class))
                            && !entry.contains("security")),
                    Attached.class.getName(), EngineApplication.class.getName()));
        }
        return command;
    }

    /** As in production, a service's class path contains neither the other service nor the other's dependencies. */
    private static String classPath(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String locationOf(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
    }

    ChildProcess process(Part part) {
        return Objects.requireNonNull(processes.get(part));
    }

    private int port(Part part) {
        return Objects.requireNonNull(ports.get(part));
    }

    String bootstrapServers() {
        return "localhost:" + port(Part.BROKER);
    }

    private String storeUri() {
        return "mongodb://localhost:" + port(Part.STORE);
    }

    StoreReader store() {
        return new StoreReader(mongo.getDatabase("nudge"));
    }

    /** Waits until everything is processed, and returns how long that took. */
    Duration awaitDrained() {
        return Drained.await(topics(), store(), SOON);
    }

    TopicReader topics() {
        return new TopicReader(bootstrapServers());
    }

    Client user(String organizationId, String userId) {
        return new Client(http, "http://localhost:" + port(Part.API), tokens.token(organizationId, userId));
    }

    Client admin(String organizationId, String userId) {
        return new Client(http, "http://localhost:" + port(Part.API), tokens.token(organizationId, userId, "admin"));
    }

    /** Where a part keeps its data. */
    Path data(Part part) {
        return directory.resolve(part.kind());
    }

    void start() {
        processes.values().forEach(ChildProcess::start);
        awaitReady();
    }

    void awaitReady() {
        for (Part part : Part.values()) {
            awaitReady(part);
        }
    }

    void awaitReady(Part part) {
        await(part + " to be ready").atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            process(part).assertAlive();
            return isReady(part);
        });
    }

    boolean isReady(Part part) {
        return switch (part) {
            case BROKER -> topics().isReachable();
            case STORE -> storeAnswers();
            case API, ENGINE_1, ENGINE_2 -> isUp(part, "readiness");
        };
    }

    /** Whether a service reports that it is alive. */
    boolean isAlive(Part service) {
        return isUp(service, "liveness");
    }

    private boolean storeAnswers() {
        try {
            mongo.getDatabase("nudge").withTimeout(1, TimeUnit.SECONDS)
                    .runCommand(new Document("ping", 1));
            return true;
        } catch (MongoException unavailable) {
            return false;
        }
    }

    private boolean isUp(Part service, String probe) {
        return JsonCall.isOk(http, URI.create("http://" + metrics(service) + "/actuator/health/" + probe));
    }

    /** The host and port of a service's metrics and health. */
    String metrics(Part service) {
        return "localhost:" + (service == Part.API ? apiHealthPort : port(service));
    }

    /** A service's metrics, as text. */
    String exposed(Part service) {
        return JsonCall.text(JsonCall.send(http, "GET",
                URI.create("http://" + metrics(service) + "/actuator/prometheus"), Map.of(),
                HttpRequest.BodyPublishers.noBody(), TIMEOUT));
    }

    /** The number of restarts of all parts. */
    int restarts() {
        return processes.values().stream().mapToInt(process -> process.starts() - 1).sum();
    }

    /** The number of log lines about messages handed to a provider. */
    long sendings() {
        return Part.ENGINES.stream().flatMap(engine -> process(engine).output().lines())
                .filter(line -> line.contains(" Sent m-")).count();
    }

    @Override
    public void close() {
        processes.values().forEach(ChildProcess::close);
        mongo.close();
        http.close();
    }
}
