package dev.nudge.embedded;

import java.time.Duration;
import java.util.List;

import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Joins the consumer group until the process is killed; prints when it owns partitions. */
final class GroupMember {

    private GroupMember() {}

    public static void main(String[] arguments) {
        try (KafkaConsumer<String, String> consumer = EmbeddedKafkaTest.consumer(arguments[0])) {
            consumer.subscribe(List.of("lead.events"));
            boolean said = false;
            while (true) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {});
                if (!said && !consumer.assignment().isEmpty()) {
                    System.out.println(consumer.assignment().size());
                    said = true;
                }
            }
        }
    }
}
