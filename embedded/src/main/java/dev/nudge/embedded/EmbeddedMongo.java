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
 * A server in this process that implements MongoDB's protocol and accepts connections from this machine only. An
 * acknowledged write is in the file in its directory and survives a restart, also after the process was killed. Data
 * that the operating system has not yet written to the disk is lost in a power failure.
 * <p>
 * It is intended for a first start and for tests, with the limitations of its library: no sessions, transactions,
 * change streams, pipeline updates or TTL indexes; ordered updates continue after an error; a query's whole result is
 * kept in memory. Its logger {@code de.bwaldvogel.mongo} logs refused commands in full.
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
     * Starts a server and returns when it accepts connections.
     *
     * @param directory created if it is missing
     * @param port 0 for any free port
     * @throws IllegalStateException if the port is in use, or another process uses the directory
     */
    public static EmbeddedMongo start(Path directory, int port) {
        LoopbackPorts.free(NAME, port); // its error message says that the port is in use
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
