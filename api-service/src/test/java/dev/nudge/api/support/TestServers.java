package dev.nudge.api.support;

import dev.nudge.Topics;
import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What the API works with, started once for all tests: broker, store, identity provider. Broker and store can be
 * stopped and started again. Servers from outside are taken when the environment names them; those can't be stopped.
 */
public final class TestServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    public static final int PARTITIONS = 8;
    public static final IdentityProvider IDENTITY = IdentityProvider.start();

    private static final @Nullable String OUTSIDE_KAFKA = System.getenv("NUDGE_TEST_KAFKA_BOOTSTRAP_SERVERS");
    private static final @Nullable String OUTSIDE_MONGODB = System.getenv("NUDGE_TEST_MONGODB_URI");
    private static final Path DIRECTORY = directory();
    private static @Nullable EmbeddedKafka kafka = OUTSIDE_KAFKA == null ? startKafka(0) : null;
    private static @Nullable EmbeddedMongo mongo = OUTSIDE_MONGODB == null ? startMongo(0) : null;
    private static final String BOOTSTRAP_SERVERS = kafka == null
            ? String.valueOf(OUTSIDE_KAFKA)
            : kafka.bootstrapServers();
    private static final String MONGODB_URI = mongo == null
            ? String.valueOf(OUTSIDE_MONGODB)
            : mongo.uri() + "/nudge";

    static {
        createTheEnginesTopics();
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of(Map.of(
                "spring.kafka.bootstrap-servers", BOOTSTRAP_SERVERS,
                "spring.mongodb.uri", MONGODB_URI,
                "spring.security.oauth2.resourceserver.jwt.jwk-set-uri", IDENTITY.keysUri(),
                "spring.security.oauth2.resourceserver.jwt.issuer-uri", IdentityProvider.ISSUER,
                "spring.security.oauth2.resourceserver.jwt.audiences", IdentityProvider.AUDIENCE)).applyTo(context);
    }

    public static String bootstrapServers() {
        return BOOTSTRAP_SERVERS;
    }

    public static boolean canBeStopped() {
        return OUTSIDE_KAFKA == null && OUTSIDE_MONGODB == null;
    }

    public static void stopKafka() {
        if (kafka != null) {
            kafka.close();
        }
    }

    public static void startKafkaAgain() {
        kafka = startKafka(port(BOOTSTRAP_SERVERS));
    }

    public static void stopMongo() {
        if (mongo != null) {
            mongo.close();
        }
    }

    public static void startMongoAgain() {
        mongo = startMongo(port(MONGODB_URI));
    }

    private static EmbeddedKafka startKafka(int port) {
        return EmbeddedKafka.start(DIRECTORY.resolve("kafka"), port);
    }

    private static EmbeddedMongo startMongo(int port) {
        return EmbeddedMongo.start(DIRECTORY.resolve("mongodb"), port);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1).replace("/nudge", ""));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("nudge-api");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which it makes itself. */
    private static void createTheEnginesTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BOOTSTRAP_SERVERS))) {
            Set<String> there = admin.listTopics().names().get();
            admin.createTopics(Stream.of(Topics.LEAD_EVENTS, Topics.MESSAGE_COMMANDS)
                    .filter(topic -> !there.contains(topic))
                    .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1)).toList()).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
