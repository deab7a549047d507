package dev.nudge.embedded;

import java.nio.file.Path;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Starts a broker and sends records to it until the process is killed; prints the acknowledged records. */
final class BusyBroker {

    private BusyBroker() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), 0);
        EmbeddedKafkaTest.createTopic(kafka, "lead.events", 4);
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(),
                new StringSerializer())) {
            for (int number = 1; true; number++) {
                String value = String.valueOf(number);
                producer.send(new ProducerRecord<>("lead.events", value, value)).get();
                System.out.println(value);
            }
        }
    }
}
