package dev.nudge.embedded;

import dev.nudge.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Prints how long the broker takes to start, to stop and to recover after a kill. A program that is run manually, not a
 * test.
 */
final class BrokerMeasurements {

    private BrokerMeasurements() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (ChildProcess broker = ChildProcess.run(directory.resolve("output"), BusyBroker.class,
                directory.resolve("killed").toString())) {
            broker.awaitLines(2_000);
            broker.kill();
        }
        for (String life : List.of("first", "second")) {
            Instant start = Instant.now();
            EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("closed"), 0);
            report("started on a directory, %s time".formatted(life), start);
            start = Instant.now();
            kafka.close();
            report("closed", start);
        }
        Instant start = Instant.now();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("killed"), 0);
        report("started after a kill", start);
        try (KafkaConsumer<String, String> consumer = EmbeddedKafkaTest.consumer(kafka.bootstrapServers())) {
            consumer.subscribe(List.of("lead.events"));
            EmbeddedKafkaTest.read(consumer, 2_000);
            report("first consumer of a group received 2,000 records", start);
        }
        start = Instant.now();
        kafka.close();
        report("closed", start);
    }

    private static void report(String what, Instant start) {
        System.out.printf("%s: %d ms%n", what, Duration.between(start, Instant.now()).toMillis());
    }
}
