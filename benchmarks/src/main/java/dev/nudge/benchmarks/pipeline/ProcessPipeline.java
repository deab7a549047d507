package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Closings;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A BPMN engine that starts a process for each event: its start, a gateway with the conditions as an expression, and a
 * service task that sends the message. Several threads consume the events, each of them partitions of its own, and
 * start one process in one transaction for each event. The variables that the conditions read are single values; the
 * lead is one text. Offsets are committed after the messages of a poll are acknowledged.
 */
final class ProcessPipeline implements EventSystem {

    /** More than cores: the threads wait for the database in turn, which then commits several at once. */
    static final int THREADS = Integer.getInteger("threads", 8);

    private static final int EVENTS_PER_POLL = 500; // Kafka's default
    private static final JsonMapper JSON = new JsonMapper();

    private final String topics;
    private final EngineDatabase database;
    private final Closings closings = new Closings();
    private final ProcessEngine engine;
    private final EventConsumers consumers;
    private final GroupProgress progress;

    /**
     * @param topics the prefix of the topics
     * @param database is closed with it, and also if it cannot start
     */
    ProcessPipeline(Environment environment, String topics, EngineDatabase database,
            Function<MessageSender, ProcessEngine> start)
            throws Exception {
        this.topics = topics;
        this.database = closings.add(database);
        try {
            environment.topic(events(), THREADS);
            environment.topic(messages());
            progress = closings.add(new GroupProgress(environment));
            KafkaProducer<byte[], byte[]> producer = closings.add(environment.producer());
            engine = closings.add(start.apply(new MessageSender(producer, messages())));
            consumers = closings.add(EventConsumers.start(environment, events(), THREADS, EVENTS_PER_POLL,
                    event -> start(engine, event), producer));
        } catch (Exception failure) {
            closings.closeAfter(failure);
            throw failure;
        }
    }

    private static void start(ProcessEngine engine, ConsumerRecord<byte[], byte[]> message) {
        JsonNode event = JSON.readTree(message.value());
        JsonNode data = event.path("data");
        JsonNode lead = event.path("lead");
        engine.start(new String(message.key(), StandardCharsets.UTF_8), Map.of(
                "direction", data.path("direction").stringValue(""),
                "body", data.path("body").stringValue(""),
                "status", lead.path("status").stringValue(""),
                "source", lead.path("source").stringValue(""),
                "totalVisits", lead.path("totalVisits").intValue(0),
                "lead", lead.toString()));
    }

    @Override
    public Subject subject() {
        return new Subject(engine.name() + ", " + database.name(), database.durability());
    }

    @Override
    public String events() {
        return topics + ".events";
    }

    @Override
    public String messages() {
        return topics + ".messages";
    }

    @Override
    public void await(LeadEvents.Batch batch) throws InterruptedException {
        progress.await(events(), events(), consumers::check);
    }

    @Override
    public void close() {
        closings.close();
    }
}
