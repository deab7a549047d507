package dev.nudge.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The broker's settings: one node that is broker and controller, on the loopback interface, sized for a laptop, with
 * timeouts that replace a killed consumer within seconds. All other settings have Kafka's defaults.
 */
record KafkaSettings(Path directory, int brokerPort, int controllerPort) {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final int MEBIBYTE = 1024 * 1024;

    Map<String, String> asMap() {
        Map<String, String> settings = new HashMap<>();
        node(settings);
        groups(settings);
        transactions(settings);
        logs(settings);
        threads(settings);
        return settings;
    }

    private void node(Map<String, String> settings) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("inter.broker.listener.name", "BROKER");
        settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "BROKER://localhost:" + brokerPort + ",CONTROLLER://localhost:" + controllerPort);
        settings.put("advertised.listeners", "BROKER://localhost:" + brokerPort);
        settings.put("log.dirs", directory.toString());
        settings.put("auto.create.topics.enable", "false");
        // after a kill, the controller refuses this node until the session of the previous process has expired
        settings.put("broker.session.timeout.ms", millis(Duration.ofMillis(1_500)));
        settings.put("broker.heartbeat.interval.ms", millis(Duration.ofMillis(300)));
        settings.put("metadata.max.idle.interval.ms", millis(Duration.ofSeconds(10)));
    }

    /**
     * A member that was killed with -9 is removed after the session timeout; the other members learn about it with
     * their next heartbeat.
     */
    private static void groups(Map<String, String> settings) {
        settings.put("offsets.topic.num.partitions", "8");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.segment.bytes", String.valueOf(8 * MEBIBYTE));
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", millis(Duration.ofSeconds(1)));
        settings.put("group.consumer.min.session.timeout.ms", millis(Duration.ofSeconds(1)));
        settings.put("group.consumer.session.timeout.ms", millis(Duration.ofSeconds(4)));
        settings.put("group.consumer.min.heartbeat.interval.ms", millis(Duration.ofMillis(500)));
        settings.put("group.consumer.heartbeat.interval.ms", millis(Duration.ofSeconds(1)));
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
    }

    private static void transactions(Map<String, String> settings) {
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.segment.bytes", String.valueOf(8 * MEBIBYTE));
        settings.put("transaction.max.timeout.ms", millis(Duration.ofMinutes(1)));
    }

    private static void logs(Map<String, String> settings) {
        settings.put("default.replication.factor", "1");
        settings.put("log.segment.bytes", String.valueOf(64 * MEBIBYTE));
        settings.put("log.retention.hours", String.valueOf(Duration.ofDays(7).toHours()));
        settings.put("log.retention.bytes", String.valueOf(1024 * MEBIBYTE));
        settings.put("log.index.size.max.bytes", String.valueOf(MEBIBYTE));
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * MEBIBYTE));
    }

    private static void threads(Map<String, String> settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
