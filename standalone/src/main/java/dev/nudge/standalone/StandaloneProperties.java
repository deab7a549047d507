package dev.nudge.standalone;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The ports and the data directory of the process.
 *
 * @param kafkaPort of the broker; 0 for any free port
 * @param mongodbPort of the store; 0 for any free port
 * @param dataDir relative to the working directory
 * @param demo whether to load the demo organization and to print the commands to try it
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

    /** A property of type {@code Path} would be resolved on the class path first. */
    Path dataDirectory() {
        return Path.of(dataDir).toAbsolutePath().normalize();
    }

    private static void checkPort(String property, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Expected " + property + " from 0 to 65535 but found " + port + ".");
        }
    }
}
