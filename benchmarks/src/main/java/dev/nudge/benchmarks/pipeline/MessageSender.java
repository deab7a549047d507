package dev.nudge.benchmarks.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/** The service task of a process: produces the message without waiting for its acknowledgement. */
record MessageSender(KafkaProducer<byte[], byte[]> producer, String topic) {

    private static final JsonMapper JSON = new JsonMapper();

    void send(String id, String leadId, String lead) {
        var _ = producer.send(new ProducerRecord<>(topic, leadId.getBytes(StandardCharsets.UTF_8),
                PeerMessage.of("m-" + id, leadId, JSON.readTree(lead), Instant.now().toString())));
    }
}
