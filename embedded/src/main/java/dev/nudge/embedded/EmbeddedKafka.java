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
 * A single-node Kafka broker in this process, reachable from this machine only. Topics, records and committed offsets
 * are in its directory and are there again when it is started on the same directory, whether it was closed or its
 * process was killed; what is on its way from the operating system to the disk is lost with the power.
 * <p>
 * The broker doesn't create topics by itself. It ends the whole process when its directory can't be written any more,
 * as every Kafka broker does. Loggers {@code kafka} and {@code org.apache.kafka} say much at INFO.
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
     * Starts a broker and returns when it serves clients.
     *
     * @param directory
     *            formatted when it is empty or missing, else opened as it is
     * @param port
     *            0 for any free one
     * @throws IllegalStateException
     *             if the port is in use
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
