package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.environment.TestEnvironment;
import dev.nudge.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics of messages and decisions with {@code LogAppendTime}, so that a record's timestamp is the instant at which
 * the broker appended it. The engine creates them with {@code CreateTime}, the instant at which it sends a record.
 */
final class AppendTimeTopics {

    private static final Map<String, String> SETTINGS = Map.of("message.timestamp.type", "LogAppendTime");

    private AppendTimeTopics() {}

    /** Creates them before the engine starts for the first time, which leaves topics as they are that exist. */
    static void create(TestEnvironment environment) throws InterruptedException, ExecutionException {
        List<NewTopic> topics = Stream.of(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS)
                .map(name -> new NewTopic(name, TestEnvironment.PARTITIONS, (short) 1).configs(SETTINGS)).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", environment.bootstrapServers()))) {
            admin.createTopics(topics).all().get();
        }
    }
}
