package dev.nudge.testsupport;

import dev.nudge.Topics;
import dev.nudge.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;

/**
 * A Kafka broker without topics of Nudge: an embedded one, or the one that {@code NUDGE_TEST_KAFKA_BOOTSTRAP_SERVERS}
 * names. On a shared broker, Nudge's topics are deleted at the start and at the end, and with them the committed
 * offsets of its groups. Therefore only one test class at a time can use it.
 */
public final class TestBroker implements AutoCloseable {

    private static final Set<String> TOPICS = Stream
            .of(Topics.LEAD_EVENTS, Topics.AUTOMATION_EVENTS, Topics.MESSAGE_COMMANDS, Topics.MESSAGE_STATUS,
                    Topics.AUTOMATION_DECISIONS)
            .flatMap(topic -> Stream.of(topic, Topics.deadLetters(topic))).collect(Collectors.toUnmodifiableSet());

    /** Shared, because starting and stopping a broker takes several seconds. It stops with the process. */
    private static final class Shared {
        static final EmbeddedKafka KAFKA = EmbeddedKafka.start(directory(), 0);

        private static Path directory() {
            try {
                return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "kafka");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private final @Nullable Path directory;
    private @Nullable EmbeddedKafka embedded;
    private final String bootstrapServers;
    private final Set<String> topicsOfOthers;

    /** @param directory null for a broker that already runs */
    private TestBroker(@Nullable Path directory, @Nullable EmbeddedKafka embedded, String bootstrapServers) {
        this.directory = directory;
        this.embedded = embedded;
        this.bootstrapServers = bootstrapServers;
        if (embedded == null) {
            deleteTopics();
        }
        this.topicsOfOthers = embedded == null ? topics(Set.of()) : Set.of();
    }

    /** The embedded broker that all test classes of this process share, one after the other, or the external one. */
    public static TestBroker shared() {
        return on(OutsideServers.kafka().orElseGet(() -> Shared.KAFKA.bootstrapServers()));
    }

    /** As {@link #shared()}, or in a container for a test class that is annotated with {@link OnContainers}. */
    public static TestBroker sharedFor(TestInfo test) {
        return OnContainers.Condition.holdsFor(test) ? on(Containers.kafkaBootstrapServers()) : shared();
    }

    /**
     * An embedded broker that can be restarted, or the external one.
     *
     * @param directory the embedded broker uses {@code kafka} below it
     */
    public static TestBroker start(Path directory) {
        return OutsideServers.kafka().map(TestBroker::on).orElseGet(() -> {
            Path files = directory.resolve("kafka");
            EmbeddedKafka embedded = EmbeddedKafka.start(files, 0);
            return new TestBroker(files, embedded, embedded.bootstrapServers());
        });
    }

    /** On a broker that already runs. */
    public static TestBroker on(String bootstrapServers) {
        return new TestBroker(null, null, bootstrapServers);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** The topics that were created since the start. */
    public Set<String> topics() {
        return topics(topicsOfOthers);
    }

    private Set<String> topics(Set<String> except) {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get().stream().filter(topic -> !except.contains(topic))
                    .collect(Collectors.toSet());
        } catch (ExecutionException failure) {
            throw new IllegalStateException("Expected the broker to list its topics", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Deletes Nudge's topics and waits until the broker lists none of them, including those that were just created. */
    public void deleteTopics() {
        try (Admin admin = admin()) {
            Awaitility.await("the topics to be deleted").ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> {
                        List<String> topics = admin.listTopics().names().get().stream().filter(TOPICS::contains)
                                .toList();
                        admin.deleteTopics(topics).all().get();
                        return topics.isEmpty();
                    });
        }
    }

    /** Only for the embedded broker: clients cannot reach it until it is restarted. */
    public void stop() {
        Objects.requireNonNull(embedded, "Only the embedded broker can be stopped").close();
    }

    /** On the same port and files as before. */
    public void startAgain() {
        int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
        embedded = EmbeddedKafka.start(Objects.requireNonNull(directory), port);
    }

    @Override
    public void close() {
        if (embedded == null) {
            deleteTopics();
            return;
        }
        embedded.close();
    }
}
