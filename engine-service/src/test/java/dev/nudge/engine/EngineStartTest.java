package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.engine.support.TestStore;
import dev.nudge.process.ChildProcess;
import dev.nudge.testsupport.EmbeddedServersOnly;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The start of the engine: what it waits for, and what its probes report meanwhile. */
class EngineStartTest {

    @TempDir
    Path directory;

    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void stopTheEngineFirst() throws Exception {
        for (AutoCloseable each : started) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T start(T closeable) {
        started.add(closeable);
        return closeable;
    }

    @Test
    @EmbeddedServersOnly("It starts and stops the broker and the database.")
    void it_is_ready_only_while_the_broker_and_the_database_are_available() {
        int brokerPort = FreePorts.any();
        int storePort = FreePorts.any();
        ConfigurableApplicationContext engine = start(engine(brokerPort, storePort));
        assertThat(probe(engine, "readiness")).isEqualTo(Status.DOWN);
        assertThat(probe(engine, "liveness")).isEqualTo(Status.UP);

        start(EmbeddedKafka.start(directory.resolve("kafka"), brokerPort));
        assertThat(probe(engine, "readiness")).isEqualTo(Status.DOWN);

        EmbeddedMongo store = EmbeddedMongo.start(directory.resolve("store"), storePort);
        awaitProbe(engine, "readiness", Status.UP);

        store.close();
        awaitProbe(engine, "readiness", Status.DOWN);
        assertThat(probe(engine, "liveness")).as("a restart would not make the database available")
                .isEqualTo(Status.UP);

        start(EmbeddedMongo.start(directory.resolve("store"), storePort));
        awaitProbe(engine, "readiness", Status.UP);
    }

    @Test
    void an_unusable_topic_ends_the_process_with_a_message_and_an_exit_code() throws Exception {
        TestBroker kafka = start(TestBroker.shared());
        TestStore store = start(TestStore.start(directory));
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(Topics.LEAD_EVENTS, 2, (short) 1))).all().get();
        }

        ChildProcess engine = start(ChildProcess.run(directory.resolve("output"), EngineApplication.class,
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(), "--spring.mongodb.uri=" + store.uri(),
                "--server.port=0"));

        assertThat(engine.exitCode()).isEqualTo(1);
        assertThat(engine.output()).contains("The engine cannot start. The topic lead.events has"
                + " message.timestamp.type=CreateTime");
    }

    @Test
    void an_invalid_setting_ends_the_process_with_one_line_and_an_exit_code() {
        ChildProcess engine = start(ChildProcess.run(directory.resolve("output"), EngineApplication.class,
                "--spring.main.banner-mode=off", "--spring.main.log-startup-info=false",
                "--nudge.delivery.providers.hooks.type=webhook",
                "--nudge.delivery.providers.hooks.secrets=whsec_canary"));

        assertThat(engine.exitCode()).isEqualTo(1);
        assertThat(engine.output().lines()).singleElement().asString()
                .endsWith("Nudge cannot start: Expected only secrets of the form whsec_ and the base64 of 24 to 64"
                        + " bytes in nudge.delivery.providers.hooks.secrets.")
                .doesNotContain("canary");
    }

    private static ConfigurableApplicationContext engine(int brokerPort, int storePort) {
        return new SpringApplicationBuilder(EngineApplication.class).run(
                "--spring.kafka.bootstrap-servers=localhost:" + brokerPort,
                "--spring.mongodb.uri=mongodb://localhost:" + storePort + "/nudge", "--server.port=0",
                "--nudge.engine.partitions=2");
    }

    private static void awaitProbe(ConfigurableApplicationContext engine, String name, Status expected) {
        await(name + " to be " + expected).atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(probe(engine, name)).isEqualTo(expected));
    }

    private static Status probe(ConfigurableApplicationContext engine, String name) {
        return Objects.requireNonNull(engine.getBean(HealthEndpoint.class).healthForPath(name)).getStatus();
    }
}
