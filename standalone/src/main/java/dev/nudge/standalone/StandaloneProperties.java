package dev.nudge.standalone;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the process keeps its data and listens.
 *
 * @param kafkaPort of the broker; 0 for any free one
 * @param mongodbPort of the store; 0 for any free one
 * @param dataDir relative to the directory that the process is started in
 * @param demo whether to load the demo organization and to print what to try
 */
@ConfigurationProperties("nudge.standalone")
record StandaloneProperties(@DefaultValue("9092") int kafkaPort, @DefaultValue("27017") int mongodbPort,
        @DefaultValue("data") String dataDir, @DefaultValue("false") boolean demo) {

    static final String KAFKA_PORT = "nudge.standalone.kafka-port";
    static final String MONGODB_PORT = "nudge.standalone.mongodb-port";
    static final String DATA_DIR = "nudge.standalone.data-dir";

    StandaloneProperties {
        checkPort(KAFKA_PORT, kafkaPort);
        checkPort(MONGODB_PORT, mongodbPort);
        if (dataDir.isBlank()) {
            throw new IllegalArgumentException("Expected a directory in " + DATA_DIR + " but found none.");
        }
    }

    /** As a path and not a text it would be looked for on the class path first. */
    Path dataDirectory() {
        return Path.of(dataDir).toAbsolutePath().normalize();
    }

    private static void checkPort(String property, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Expected " + property + " from 0 to 65535 but found " + port + ".");
        }
    }
}
