package dev.nudge.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import de.bwaldvogel.mongo.MongoServer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A store in this process that speaks MongoDB's protocol, reachable from this machine only. An acknowledged write is in
 * the file of its directory and is found again when it is started on the same directory, whether it was closed or its
 * process was killed; what is on its way from the operating system to the disk is lost with the power.
 * <p>
 * It is for a first run and for tests, with the limits of its library: no sessions, transactions, change streams,
 * pipeline updates or TTL, ordered updates go on after an error, and a query's whole result is in memory at once. Its
 * logger {@code de.bwaldvogel.mongo} says what it refused, with the whole command.
 */
public final class EmbeddedMongo implements AutoCloseable {

    private static final String NAME = "Embedded MongoDB store";
    private static final int COMMANDS_AT_ONCE = 16;

    private final MongoServer server;
    private final Compaction compaction;
    private final int port;

    private EmbeddedMongo(MongoServer server, Compaction compaction, int port) {
        this.server = server;
        this.compaction = compaction;
        this.port = port;
    }

    /**
     * Starts a store and returns when it serves clients.
     *
     * @param directory
     *            made when it is missing
     * @param port
     *            0 for any free one
     * @throws IllegalStateException
     *             if the port is in use, or the directory is, by another process
     */
    public static EmbeddedMongo start(Path directory, int port) {
        LoopbackPorts.free(NAME, port); // says clearly when it is in use
        StoreBackend backend = new StoreBackend(open(directory));
        MongoServer server = new MongoServer(backend);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, COMMANDS_AT_ONCE);
        Compaction compaction = Compaction.start(backend, FileSettings.BETWEEN_COMPACTIONS);
        return new EmbeddedMongo(server, compaction, server.getLocalAddress().getPort());
    }

    public String uri() {
        return "mongodb://localhost:" + port;
    }

    @Override
    public void close() {
        compaction.close();
        server.shutdownNow();
    }

    private static MVStore open(Path directory) {
        try {
            Files.createDirectories(directory);
            return FileSettings.open(directory.resolve("store.mv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw new IllegalStateException(
                        "%s cannot open %s: another process uses it. Stop that process, or choose another directory."
                                .formatted(NAME, directory),
                        e);
            }
            throw e;
        }
    }
}
