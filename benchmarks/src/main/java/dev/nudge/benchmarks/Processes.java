package dev.nudge.benchmarks;

import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.process.Command;
import dev.nudge.benchmarks.process.Service;
import dev.nudge.benchmarks.process.ServiceProcess;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Measures the start and the memory of each process: the table {@code processes}. Each service starts from its
 * executable jar, and with the cache that {@code deploy/aot-cache} makes of it, with the options of the JVM that a
 * container has. Broker and database run in this process and have the topics already; standalone starts with an empty
 * directory.
 * <p>
 * Services of one kind start in turn, while those that have started before have nothing to do; those of the other kind
 * do not run. The first round, which reads the files for the first time, is not kept.
 * <p>
 * Options: {@code -Drounds=5}; {@code -Didle=30}, the seconds until the memory of a service without work is measured;
 * {@code -Dheap=614m}, the largest heap, which is 60 % of the memory of the containers.
 */
public final class Processes {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final Duration IDLE = Duration.ofSeconds(Integer.getInteger("idle", 30));
    private static final String HEAP = System.getProperty("heap", "614m");
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DEPLOY = PROJECT.resolve("deploy");
    private static final String JAVA = ProcessHandle.current().info().command().orElseThrow();

    private final Environment environment;
    private final Tokens tokens;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Measurement measurement = new Measurement("processes");
    private int starts;

    private Processes(Environment environment) {
        this.environment = environment;
        this.tokens = Tokens.withKeyIn(environment.directory());
    }

    /**
     * How services are started.
     *
     * @param commands the command lines, without the arguments
     */
    private record Kind(Subject subject, Map<Service, List<String>> commands) {}

    private record Started(Service service, ServiceProcess process) {}

    public static void main(String[] arguments) throws Exception {
        // After an interruption, too, no service is left.
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
        try (Environment environment = new Environment()) {
            new Processes(environment).run();
        }
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        Kind jar = new Kind(new Subject("executable jar", "-"), new EnumMap<>(Service.class));
        for (Service service : Service.values()) {
            jar.commands().put(service, command(service.jar(PROJECT)));
        }
        List<Kind> kinds = new ArrayList<>(List.of(jar));
        Kind cached = new Kind(new Subject("with the ahead-of-time cache", "-"), new EnumMap<>(Service.class));
        if (makeCaches(cached)) {
            kinds.addFirst(cached);
        }
        for (int round = 0; round <= ROUNDS; round++) {
            for (Kind kind : rotated(kinds, round)) {
                measure(kind, rotated(Arrays.asList(Service.values()), round), round);
            }
        }
        measurement.finish();
    }

    /** @return false if the caches cannot be made here */
    private boolean makeCaches(Kind cached) throws IOException {
        if (!hasBash()) {
            System.out.println("bash is missing, with which deploy/aot-cache makes the caches (apt install bash):"
                    + " the rows with the ahead-of-time cache are left out.");
            return false;
        }
        for (Service service : Service.values()) {
            Path jar = service.jar(PROJECT);
            Path directory = environment.directory().resolve("cache-" + service.id());
            Command.run(PROJECT, environment.directory().resolve("cache-" + service.id() + ".log"),
                    Map.of("JAVA_HOME", System.getProperty("java.home")),
                    List.of("bash", DEPLOY.resolve("aot-cache").toString(), directory.toString(), jar.toString()));
            // With AOTMode=on, the JVM does not start if it cannot use the cache.
            cached.commands().put(service, command(directory.resolve(jar.getFileName()), "-XX:AOTMode=on",
                    "-XX:AOTCache=" + directory.resolve("nudge.aot")));
        }
        return true;
    }

    private boolean hasBash() {
        try {
            return Command.succeeds(PROJECT, environment.directory().resolve("bash.log"), List.of("bash", "--version"));
        } catch (IOException missing) {
            return false;
        }
    }

    private static List<String> command(Path jar, String... options) {
        List<String> command = new ArrayList<>(List.of(JAVA, "@" + DEPLOY.resolve("jvm-options"), "-Xmx" + HEAP));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** Each round begins with another element, round 1 with the first. */
    private static <T> List<T> rotated(List<T> list, int round) {
        List<T> rotated = new ArrayList<>(list);
        Collections.rotate(rotated, 1 - round);
        return rotated;
    }

    private void measure(Kind kind, List<Service> services, int round) throws IOException, InterruptedException {
        List<Started> started = new ArrayList<>();
        try {
            for (Service service : services) {
                ServiceProcess process = start(service, kind.commands().getOrDefault(service, List.of()));
                started.add(new Started(service, process));
                System.out.printf("processes round %d: %s, %s: %.1f s%n", round, service.module(),
                        kind.subject().name(), process.secondsUntilReady());
                if (round > 0) {
                    addReady(kind.subject(), service, process);
                }
            }
            for (Started each : started) {
                if (round > 0) {
                    each.process().awaitIdle(IDLE);
                    add(kind.subject(), memory(each.service(), "idle", "after " + IDLE.toSeconds() + " s without work"),
                            each.process().residentMebibytes());
                }
            }
        } finally {
            started.forEach(each -> each.process().close());
        }
    }

    private ServiceProcess start(Service service, List<String> command) throws IOException, InterruptedException {
        starts++;
        Path data = environment.directory().resolve("data-" + starts);
        List<Integer> ports = FreePorts.list(4);
        List<String> all = new ArrayList<>(command);
        all.add("--server.port=" + ports.getFirst());
        int readiness = ports.getFirst();
        switch (service) {
            case ENGINE -> all.addAll(servers());
            case API -> {
                readiness = ports.get(1);
                all.addAll(servers());
                all.addAll(List.of("--management.server.port=" + readiness,
                        "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                                + tokens.publicKey().toUri(),
                        "--spring.security.oauth2.resourceserver.jwt.jws-algorithms=RS256",
                        "--spring.security.oauth2.resourceserver.jwt.audiences=" + Tokens.AUDIENCE));
            }
            case STANDALONE -> all.addAll(List.of("--nudge.standalone.kafka-port=" + ports.get(2),
                    "--nudge.standalone.mongodb-port=" + ports.get(3), "--nudge.standalone.data-dir=" + data));
        }
        return ServiceProcess.start(all, environment.directory().resolve(service.id() + "-" + starts + ".log"), http,
                URI.create("http://localhost:" + readiness + "/actuator/health/readiness"));
    }

    private List<String> servers() {
        return List.of("--spring.kafka.bootstrap-servers=" + environment.bootstrapServers(),
                "--spring.mongodb.uri=" + environment.storeUri());
    }

    private void addReady(Subject subject, Service service, ServiceProcess process) throws IOException {
        OptionalDouble processor = process.processorSeconds();
        add(subject, memory(service, "memory", "when it is ready"), process.residentMebibytes());
        add(subject, new Figure(service.id() + "-processor", service.module() + ": processor time until it is ready",
                "s", Figure.Better.LOWER), processor);
        measurement.add(subject, new Figure(service.id() + "-ready", service.module()
                + ": from the start until it is ready", "s", Figure.Better.LOWER), process.secondsUntilReady());
    }

    private static Figure memory(Service service, String id, String when) {
        return new Figure(service.id() + "-" + id, service.module() + ": resident memory " + when, "MiB",
                Figure.Better.LOWER);
    }

    private void add(Subject subject, Figure figure, OptionalDouble value) {
        if (value.isPresent()) {
            measurement.add(subject, figure, value.getAsDouble());
        } else {
            System.out.println("Not available on this system, so it is left out: " + figure.title());
        }
    }
}
