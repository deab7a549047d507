package dev.nudge.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.nudge.patience.Patience;
import dev.nudge.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@DisabledIfEnvironmentVariable(named = "NUDGE_TEST_KAFKA_BOOTSTRAP_SERVERS", matches = ".+", disabledReason = "It tests the embedded broker.")
class EmbeddedKafkaTest {

    @TempDir
    Path directory;

    @Test
    void topics_records_and_committed_offsets_survive_a_restart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            createTopic(kafka, "lead.events", 2);
            send(kafka, "lead.events", "first", "second");
            try (KafkaConsumer<String, String> consumer = consumer(kafka.bootstrapServers())) {
                consumer.subscribe(List.of("lead.events"));
                assertThat(read(consumer, 2)).containsExactlyInAnyOrder("first", "second");
                consumer.commitSync();
            }
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            send(kafka, "lead.events", "third");
            try (KafkaConsumer<String, String> consumer = consumer(kafka.bootstrapServers())) {
                consumer.subscribe(List.of("lead.events"));
                assertThat(read(consumer, 1)).containsExactly("third");
            }
        }
    }

    @Test
    void a_killed_broker_keeps_every_acknowledged_record_and_restarts_fast() throws Exception {
        List<String> acknowledged;
        try (ChildProcess broker = ChildProcess.run(directory.resolve("output"), BusyBroker.class,
                directory.resolve("kafka").toString())) {
            broker.awaitLines(300);
            broker.kill();
            acknowledged = numbers(broker);
        }
        Instant start = Instant.now();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
                KafkaConsumer<String, String> consumer = consumer(
                        kafka.bootstrapServers())) {
            consumer.subscribe(List.of("lead.events"));
            assertThat(read(consumer, acknowledged.size())).containsAll(acknowledged);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Patience.allowedFor(Duration.ofSeconds(20)));
        }
    }

    @Test
    void a_killed_member_is_replaced_within_ten_seconds() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
                KafkaConsumer<String, String> survivor = consumer(
                        kafka.bootstrapServers())) {
            createTopic(kafka, "lead.events", 4);
            survivor.subscribe(List.of("lead.events"));
            awaitPartitions(survivor, 4);
            try (ChildProcess member = ChildProcess.run(directory.resolve("output"), GroupMember.class,
                    kafka.bootstrapServers())) {
                awaitPartitions(survivor, 2);
                await("the member to say what it owns").until(() -> !numbers(member).isEmpty());
                assertThat(numbers(member)).containsExactly("2");
                member.kill();
                Instant killed = Instant.now();
                awaitPartitions(survivor, 4);
                assertThat(Duration.between(killed, Instant.now()))
                        .isLessThan(Patience.allowedFor(Duration.ofSeconds(10)));
            }
        }
    }

    /** What the process has printed, without what a JVM says at its start. */
    private static List<String> numbers(ChildProcess process) {
        return process.output().lines().filter(line -> line.chars().allMatch(Character::isDigit)).toList();
    }

    private static void awaitPartitions(KafkaConsumer<String, String> consumer, int count) {
        await("%d partitions for this member".formatted(count)).atMost(Patience.allowedFor(Duration.ofSeconds(30)))
                .until(() -> {
                    consumer.poll(Duration.ofMillis(50));
                    return consumer.assignment().size() == count;
                });
    }

    @Test
    void a_port_in_use_is_reported() {
        List<Integer> free = LoopbackPorts.free("Test", 0);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("one"), free.getFirst())) {
            assertThat(kafka.bootstrapServers()).isEqualTo("localhost:" + free.getFirst());
            assertThatIllegalStateException().isThrownBy(() -> EmbeddedKafka.start(directory.resolve("two"), free
                    .getFirst()))
                    .withMessage(
                            "Embedded Kafka cannot listen on port %d: another program uses it. Stop that program, or choose another port.",
                            free.getFirst());
        }
    }

    static void createTopic(EmbeddedKafka kafka, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        }
    }

    static void send(EmbeddedKafka kafka, String topic, String... values) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(),
                new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value, value)).get();
            }
        }
    }

    static KafkaConsumer<String, String> consumer(String servers) {
        return new KafkaConsumer<>(new HashMap<>(Map.of("bootstrap.servers", servers, "group.id",
                "engine", "group.protocol", "consumer", "auto.offset.reset", "earliest", "enable.auto.commit",
                "false")),
                new StringDeserializer(), new StringDeserializer());
    }

    static List<String> read(KafkaConsumer<String, String> consumer, int count) {
        List<String> values = new ArrayList<>();
        await("%d records".formatted(count)).atMost(Patience.allowedFor(Duration.ofSeconds(20))).until(() -> {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                values.add(record.value());
            }
            return values.size() >= count;
        });
        return values;
    }
}
