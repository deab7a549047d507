package dev.nudge.benchmarks.timers;

import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Environment;
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
    static void create(Environment environment) throws InterruptedException, ExecutionException {
        List<NewTopic> topics = Stream.of(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS)
                .map(name -> new NewTopic(name, Environment.PARTITIONS, (short) 1).configs(SETTINGS)).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", environment.bootstrapServers()))) {
            admin.createTopics(topics).all().get();
        }
    }
}
