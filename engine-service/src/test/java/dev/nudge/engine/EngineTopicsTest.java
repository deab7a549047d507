package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.kafka.TopicProperties;
import dev.nudge.testsupport.TestBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The topics that the leads' positions refer to, on the real broker. */
class EngineTopicsTest {

    private static final TopicProperties PROPERTIES = new TopicProperties((short) 1);

    @TempDir
    static Path directory;
    static TestBroker kafka;
    static TestStore store;
    static Admin admin;

    @BeforeAll
    static void start(TestInfo test) {
        kafka = TestBroker.sharedFor(test);
        store = TestStore.startFor(test, directory);
        admin = kafka.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        store.close();
        kafka.close();
    }

    @BeforeEach
    void deleteTopicsAndDocuments() {
        kafka.deleteTopics();
        store.database().getCollection("engine").deleteMany(new Document());
    }

    /** Retries as the engine does at its start: until the broker knows the topics that were just created. */
    private static int prepare() {
        int[] partitions = {0};
        await("the topics").ignoreExceptionsInstanceOf(ExecutionException.class).until(() -> {
            partitions[0] = new EngineTopics(admin, store.database(), PROPERTIES, 3).prepare();
            return true;
        });
        return partitions[0];
    }

    private static String configOf(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource)).get(name)
                .value();
    }

    private static int partitionsOf(String topic) throws Exception {
        return Objects.requireNonNull(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
                .partitions().size();
    }

    @Test
    void missing_topics_are_created_with_the_required_settings() throws Exception {
        assertThat(prepare()).isEqualTo(3);

        await("the broker to know them").untilAsserted(
                () -> assertThat(kafka.topics()).containsExactlyInAnyOrder("lead.events", "lead.events.dlt",
                        "message.commands", "message.commands.dlt", "message.status", "message.status.dlt",
                        "automation.decisions", "automation.decisions.dlt", "automation.events"));
        assertThat(configOf(Topics.LEAD_EVENTS, "message.timestamp.type")).isEqualTo("LogAppendTime");
        assertThat(partitionsOf(Topics.LEAD_EVENTS)).isEqualTo(3);
        assertThat(partitionsOf(Topics.MESSAGE_COMMANDS)).isEqualTo(3);
        assertThat(partitionsOf(Topics.MESSAGE_STATUS)).isEqualTo(3);
        assertThat(partitionsOf(Topics.AUTOMATION_EVENTS)).isEqualTo(1);
        assertThat(configOf(Topics.AUTOMATION_EVENTS, "retention.ms")).isEqualTo("604800000");
        assertThat(configOf("lead.events.dlt", "max.message.bytes")).as("a dead letter may be of any size")
                .isEqualTo(Integer.toString(16 * 1024 * 1024));
    }

    @Test
    void existing_topics_are_not_changed() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.LEAD_EVENTS, 5, (short) 1)
                .configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "12345678")))).all().get();

        assertThat(prepare()).isEqualTo(5);
        assertThat(prepare()).isEqualTo(5);

        assertThat(configOf(Topics.LEAD_EVENTS, "retention.ms")).isEqualTo("12345678");
    }

    @Test
    void a_topic_with_timestamps_of_producers_is_refused() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.LEAD_EVENTS, 3, (short) 1))).all().get();

        assertThatThrownBy(EngineTopicsTest::prepare).isInstanceOf(EngineTopics.Unusable.class)
                .hasMessage("The topic lead.events has message.timestamp.type=CreateTime, but the engine's \"now\" is"
                        + " the broker's append time. Set it to LogAppendTime and start again.");
    }

    @Test
    void a_re_created_topic_is_refused_while_the_database_has_positions_in_the_old_one() throws Exception {
        prepare();
        kafka.deleteTopics();

        assertThatThrownBy(EngineTopicsTest::prepare).isInstanceOf(EngineTopics.Unusable.class)
                .hasMessageStartingWith("The topic lead.events is not the one that this database belongs to:"
                        + " it was re-created.")
                .hasMessageEndingWith("or start with an empty database.");
    }

    @Test
    void a_topic_with_added_partitions_is_refused() throws Exception {
        prepare();
        admin.createPartitions(Map.of(Topics.LEAD_EVENTS, NewPartitions.increaseTo(4))).all().get();
        await("the fourth partition").until(() -> partitionsOf(Topics.LEAD_EVENTS) == 4);

        assertThatThrownBy(EngineTopicsTest::prepare).isInstanceOf(EngineTopics.Unusable.class)
                .hasMessageContaining("it has 4 partitions instead of 3");
        assertThatThrownBy(EngineTopicsTest::prepare).as("at every start")
                .isInstanceOf(EngineTopics.Unusable.class);
    }

    @Test
    void with_an_empty_database_any_topic_is_accepted() throws Exception {
        prepare();
        kafka.deleteTopics();
        store.database().getCollection("engine").deleteMany(new Document());

        assertThat(prepare()).isEqualTo(3);
    }
}
