package dev.nudge.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.EngineKafka;
import dev.nudge.engine.record.KafkaRecordLog;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.registry.ChangeLog.PositionLostException;
import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.patience.Patience;
import dev.nudge.testsupport.TestBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The log of configuration changes on the real broker. */
class KafkaChangeLogTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    static TestBroker broker;
    static Admin admin;
    static EngineKafka kafka;

    private ChangeLog log;

    @BeforeAll
    static void start(TestInfo test) throws Exception {
        broker = TestBroker.sharedFor(test);
        admin = broker.admin();
        admin.createTopics(List.of(new NewTopic(Topics.AUTOMATION_EVENTS, 1, (short) 1))).all().get();
        KafkaProperties properties = new KafkaProperties();
        properties.setBootstrapServers(List.of(broker.bootstrapServers()));
        kafka = new EngineKafka(KafkaClientSettings.of(properties),
                new KafkaClientMetrics(new SimpleMeterRegistry()));
        await("the topic to be known").ignoreExceptions().until(
                () -> admin.describeTopics(List.of(Topics.AUTOMATION_EVENTS)).allTopicNames().get().size() == 1);
    }

    @BeforeEach
    void open() {
        log = new KafkaChangeLog(kafka.consumersWithoutGroup());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @AfterAll
    static void stop() {
        kafka.close();
        admin.close();
        broker.close();
    }

    private static void append(String... changes) {
        new KafkaRecordLog(kafka.template()).appendAll(List.of(changes).stream().map(change -> new OutboundRecord(
                Topics.AUTOMATION_EVENTS, null, null, change.getBytes(UTF_8), Map.of())).toList());
    }

    private long end() {
        return Objects.requireNonNull(log.ends().get(0));
    }

    private static void deleteAll(long end) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(Topics.AUTOMATION_EVENTS, 0), RecordsToDelete.beforeOffset(end)))
                .all().get();
    }

    @Test
    void the_end_is_after_every_acknowledged_record() {
        long before = end();

        append("one", "two");

        assertThat(end()).isEqualTo(before + 2);
    }

    @Test
    void the_end_can_be_queried_while_a_reader_waits_for_records() throws Exception {
        log.ends(); // so that it is connected
        try (ChangeLog.Reader reader = log.openAtEnd()) {
            Thread reading = Thread.ofPlatform().start(() -> reader.poll(LONG));
            await("the reader to wait").until(() -> reading.getState() == Thread.State.RUNNABLE);
            for (int i = 0; i < 10; i++) {
                long begin = System.nanoTime();
                log.ends();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("with a request of its own")
                        .isLessThan(Patience.allowedFor(Duration.ofMillis(300)));
            }
            reader.wakeUp();
            reading.join();
        }
    }

    @Test
    void a_reader_whose_next_record_was_deleted_throws() throws Exception {
        try (ChangeLog.Reader reader = log.openAtEnd()) {
            append("one", "two", "three");
            deleteAll(end());
            append("four");

            assertThatThrownBy(() -> reader.poll(LONG)).isInstanceOf(PositionLostException.class);
        }
    }

    @Test
    void the_position_of_a_reader_is_after_its_last_record() {
        try (ChangeLog.Reader reader = log.openAtEnd()) {
            assertThat(reader.positions()).isEqualTo(log.ends());

            append("one");

            assertThat(reader.poll(LONG)).hasSize(1);
            assertThat(reader.positions()).isEqualTo(log.ends());
        }
    }

    @Test
    void after_closing_no_connection_is_opened() {
        log.close();

        assertThatThrownBy(log::ends).isInstanceOf(IllegalStateException.class);
    }
}
