package dev.nudge.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A single-node Kafka broker in this process that accepts connections from this machine only. Topics, records and
 * committed offsets are stored in its directory and survive a restart, also after the process was killed. Data that the
 * operating system has not yet written to the disk is lost in a power failure.
 * <p>
 * The broker does not create topics automatically. Like every Kafka broker, it ends the whole process when it cannot
 * write to its directory. The loggers {@code kafka} and {@code org.apache.kafka} are verbose at INFO.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String NAME = "Embedded Kafka";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it accepts connections.
     *
     * @param directory formatted if it is empty or missing, otherwise opened unchanged
     * @param port 0 for any free port
     * @throws IllegalStateException if the port is in use
     */
    public static EmbeddedKafka start(Path directory, int port) {
        List<Integer> ports = LoopbackPorts.free(NAME, port, 0);
        KafkaSettings settings = new KafkaSettings(directory.toAbsolutePath(), ports.get(0), ports.get(1));
        format(settings.directory());
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings.asMap(), false), Time.SYSTEM);
        EmbeddedKafka kafka = new EmbeddedKafka(server, settings.brokerPort());
        try {
            server.startup();
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw new IllegalStateException("%s could not start on port %d in %s: %s".formatted(NAME, settings
                    .brokerPort(), settings.directory(), e.getMessage()), e);
        }
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve("meta.properties"))) {
                return;
            }
            new Formatter().setClusterId(Uuid.randomUuid().toString()).setNodeId(KafkaSettings.NODE_ID)
                    .addDirectory(directory.toString()).setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName(KafkaSettings.CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("%s could not format %s: %s".formatted(NAME, directory, e.getMessage()), e);
        }
    }
}
