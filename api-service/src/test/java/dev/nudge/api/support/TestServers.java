package dev.nudge.api.support;

import dev.nudge.Topics;
import dev.nudge.testsupport.OutsideServers;
import dev.nudge.testsupport.TestBroker;
import dev.nudge.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The servers for the API, started once for all tests: Kafka, MongoDB and an identity provider. The embedded Kafka and
 * MongoDB servers can be restarted; servers from the environment cannot.
 */
public class TestServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    public static final int PARTITIONS = 8;
    public static final IdentityProvider IDENTITY = IdentityProvider.start();

    private static final Path DIRECTORY = directory();
    private static final TestBroker BROKER = TestBroker.start(DIRECTORY);
    private static final TestDatabase STORE = TestDatabase.start(DIRECTORY);

    static {
        createTheEnginesTopics();
        if (OutsideServers.kafka().isPresent() || OutsideServers.mongodb().isPresent()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                STORE.close();
                BROKER.close();
            }));
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of(Map.of(
                "spring.kafka.bootstrap-servers", bootstrapServers(),
                "spring.mongodb.uri", STORE.uri(),
                "spring.security.oauth2.resourceserver.jwt.jwk-set-uri", IDENTITY.keysUri(),
                "spring.security.oauth2.resourceserver.jwt.issuer-uri", IdentityProvider.ISSUER,
                "spring.security.oauth2.resourceserver.jwt.audiences", IdentityProvider.AUDIENCE)).applyTo(context);
    }

    public static String bootstrapServers() {
        return BROKER.bootstrapServers();
    }

    public static void stopKafka() {
        BROKER.stop();
    }

    public static void startKafkaAgain() {
        BROKER.startAgain();
    }

    public static void stopMongo() {
        STORE.stop();
    }

    public static void startMongoAgain() {
        STORE.startAgain();
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("nudge-api");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The API creates only its own topics. */
    private static void createTheEnginesTopics() {
        try (Admin admin = BROKER.admin()) {
            admin.createTopics(Stream.of(Topics.LEAD_EVENTS, Topics.MESSAGE_COMMANDS, Topics.MESSAGE_STATUS)
                    .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1)).toList()).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
