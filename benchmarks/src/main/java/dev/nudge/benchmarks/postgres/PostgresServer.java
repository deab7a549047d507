package dev.nudge.benchmarks.postgres;

import dev.nudge.testsupport.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of its own, on a free port of this machine and in a temporary directory, which is deleted when it
 * is closed, or when this process ends. It accepts the user {@code postgres} without a password.
 * <p>
 * Durability is PostgreSQL's default: {@code fsync} and {@code synchronous_commit} are on. The settings that differ
 * from the defaults are {@code shared_buffers=512MB}, so that the tables that are measured fit into its memory; {@code
 * max_wal_size=4GB}, so that checkpoints are rare; and {@code max_connections=200}, for several pools.
 */
public final class PostgresServer implements AutoCloseable {

    /** A setting: a commit is given to the operating system, which may lose it when the machine stops. */
    public static final String FSYNC_OFF = "fsync=off";

    private static final String USER = "postgres";
    private static final List<String> PROGRAMS = List.of("initdb", "postgres", "pg_ctl");
    private static final Duration START = Duration.ofMinutes(1);

    private final Path directory;
    private final Path log;
    private final int port;
    private final Process server;
    private final boolean hasFsync;
    private final Thread atExit = new Thread(this::stop);

    private PostgresServer(Path directory, Path log, int port, Process server, boolean hasFsync) {
        this.directory = directory;
        this.log = log;
        this.port = port;
        this.server = server;
        this.hasFsync = hasFsync;
    }

    /** @return a sentence that says how to install the server's programs, if one of them is absent */
    public static Optional<String> missing() {
        return programs().isPresent()
                ? Optional.empty()
                : Optional.of("PostgreSQL is not installed (apt-get install postgresql-15)");
    }

    /**
     * Creates a cluster and returns when the server accepts connections.
     *
     * @param settings more settings of the server, for example {@link #FSYNC_OFF}
     * @throws IllegalStateException if its programs are missing, or it does not start
     */
    public static PostgresServer start(String... settings) {
        Path programs = programs().orElseThrow(() -> new IllegalStateException(missing().orElseThrow()));
        try {
            Path directory = Files.createTempDirectory("nudge-postgres");
            if (isRoot()) {
                Files.setOwner(directory,
                        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
            }
            Path log = Files.createTempFile("nudge-postgres", ".log");
            Path data = directory.resolve("data");
            run(log, programs.resolve("initdb").toString(), "--pgdata=" + data, "--username=" + USER, "--auth=trust",
                    "--encoding=UTF8", "--locale=C", "--no-sync");
            int port = FreePorts.any();
            List<String> command = new ArrayList<>(List.of(programs.resolve("postgres").toString(), "-D",
                    data.toString(), "-p", Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c",
                    "unix_socket_directories=", "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB", "-c",
                    "max_connections=200"));
            Stream.of(settings).forEach(setting -> command.addAll(List.of("-c", setting)));
            PostgresServer started = new PostgresServer(directory, log, port,
                    process(log, command.toArray(String[]::new)).start(), !List.of(settings).contains(FSYNC_OFF));
            Runtime.getRuntime().addShutdownHook(started.atExit);
            started.awaitConnections();
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL started", stopped);
        }
    }

    /**
     * Creates an empty database.
     *
     * @return its JDBC URL, which names the user
     */
    public String database(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(USER));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
        }
        return url(name);
    }

    /** @return for example {@code PostgreSQL 15.18} */
    public String version() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(USER))) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            return "PostgreSQL " + version.split(" ", 2)[0];
        }
    }

    /** @return when a commit is safe, for example {@code fsync at commit; concurrent commits share one} */
    public String durability() {
        return hasFsync ? "fsync at commit; concurrent commits share one" : "no fsync";
    }

    public boolean hasFsync() {
        return hasFsync;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /** Ends its connections and its process, and deletes its files. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        try {
            if (server.isAlive()) {
                run(log, programs().orElseThrow().resolve("pg_ctl").toString(), "stop", "--mode=fast", "--pgdata="
                        + directory.resolve("data"));
            }
            server.waitFor();
            delete();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
        Files.delete(log);
    }

    private void awaitConnections() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try (Connection _ = DriverManager.getConnection(url(USER))) {
                return;
            } catch (SQLException notYet) {
                if (!server.isAlive() || System.nanoTime() > deadline) {
                    server.destroy();
                    throw new IllegalStateException("Expected PostgreSQL to start but found: " + Files.readString(log),
                            notYet);
                }
                Thread.sleep(20);
            }
        }
    }

    private static Optional<Path> programs() {
        Stream<Path> debian = Stream.of(Path.of("/usr/lib/postgresql/15/bin"));
        Stream<Path> onPath = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of);
        return Stream.concat(debian, onPath).filter(
                place -> PROGRAMS.stream().allMatch(program -> Files.isExecutable(place.resolve(program)))).findFirst();
    }

    private static void run(Path log, String... command) throws IOException, InterruptedException {
        Process process = process(log, command).start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "Expected " + command[0] + " to succeed but found: " + Files.readString(log));
        }
    }

    /** PostgreSQL refuses to run as root: root runs it as the user of Debian's package. */
    private static ProcessBuilder process(Path log, String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups", "--"));
        }
        all.addAll(List.of(command));
        return new ProcessBuilder(all).directory(new File("/")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
