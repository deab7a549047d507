package dev.nudge.reliability.harness;

import static org.awaitility.Awaitility.await;

import dev.nudge.infrastructure.kafka.ConsumerGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A copy of the database's files, and the procedure of docs/operations.md that restores it. */
final class Backup {

    /** Clocks of the database and the broker differ, and groups commit after they have written. */
    private static final Duration MARGIN = Duration.ofSeconds(30);
    /** A group has members until the session of a killed one has expired. */
    private static final Duration GROUPS_EMPTY = Duration.ofMinutes(2);

    private static final Duration DECIDED = Duration.ofMinutes(10);

    private final Site site;
    private final Path copy;
    private final Path settings;
    private final Instant takenAt;

    private Backup(Site site, Path copy, Path settings, Instant takenAt) {
        this.site = site;
        this.copy = copy;
        this.settings = settings;
        this.takenAt = takenAt;
    }

    /** An option of the services: the file of properties that a restoration adds. */
    static String option(Path directory) {
        return "-Dspring.config.additional-location=optional:file:" + settings(directory);
    }

    private static Path settings(Path directory) {
        return directory.resolve("restoration.properties");
    }

    /** The database is unavailable while its files are copied. */
    static Backup take(Site site, Path directory) {
        Backup backup = new Backup(site, directory.resolve("backup"), settings(directory), Instant.now());
        site.process(Part.STORE).stop();
        copy(site.data(Part.STORE), backup.copy);
        site.process(Part.STORE).start();
        site.awaitReady(Part.STORE);
        return backup;
    }

    /**
     * Replaces the database, which does not run, by the copy, sets the offsets of all groups back, and starts
     * everything, at first without delivery.
     *
     * @param lostAt when the last engine had stopped
     */
    void restore(Instant lostAt) {
        delete(site.data(Part.STORE));
        copy(copy, site.data(Part.STORE));
        site.process(Part.STORE).start();
        site.awaitReady(Part.STORE);
        await("the groups to be empty").atMost(GROUPS_EMPTY).ignoreException(IllegalStateException.class)
                .until(this::setOffsetsBack);
        writeSettings(lostAt, false);
        Part.SERVICES.forEach(service -> site.process(service).start());
        site.awaitReady();
        awaitDecided();
        Part.ENGINES.forEach(engine -> site.process(engine).stop());
        writeSettings(lostAt, true);
        Part.ENGINES.forEach(engine -> site.process(engine).start());
        site.awaitReady();
    }

    /** @param delivers whether the engines send messages */
    private void writeSettings(Instant lostAt, boolean delivers) {
        try {
            Files.writeString(settings, "nudge.delivery.restored-until=" + lostAt + "\nnudge.delivery.enabled="
                    + delivers + "\n");
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Returns once the events of the lost time are decided: then all of its opt-outs are known. */
    private void awaitDecided() {
        Map<TopicPartition, Long> ends = site.topics().ends(List.of(ConsumerGroup.LEAD_EVENTS.topic()));
        await("the events of the lost time to be decided").atMost(DECIDED).until(() -> {
            Map<TopicPartition, Long> committed = site.topics().committed(List.of(ConsumerGroup.LEAD_EVENTS.id()));
            return ends.entrySet().stream()
                    .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    private boolean setOffsetsBack() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", site.bootstrapServers()))) {
            for (ConsumerGroup group : ConsumerGroup.values()) {
                admin.alterConsumerGroupOffsets(group.id(), offsets(admin, group.topic())).all().get();
            }
            return true;
        } catch (ExecutionException notYet) {
            throw new IllegalStateException(notYet);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** As {@code kafka-consumer-groups --reset-offsets --to-datetime}: the end where no later record exists. */
    private Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition())).toList();
        Map<TopicPartition, Long> ends = list(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> since = list(admin, partitions,
                OffsetSpec.forTimestamp(takenAt.minus(MARGIN).toEpochMilli()));
        return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> {
            long offset = Objects.requireNonNull(since.get(partition));
            return new OffsetAndMetadata(offset < 0 ? Objects.requireNonNull(ends.get(partition)) : offset);
        }));
    }

    private static Map<TopicPartition, Long> list(Admin admin, List<TopicPartition> partitions, OffsetSpec wanted)
            throws ExecutionException, InterruptedException {
        return admin.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> wanted)))
                .all().get().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
