package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import dev.nudge.benchmarks.report.Subject;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A BPMN engine that starts a process for each event: its start, a gateway with the conditions as an expression, and a
 * service task that sends the message. Several threads consume the events, each of them partitions of its own, and start
 * one process in one transaction for each event. The variables that the conditions read are single values; the lead is
 * one text. Offsets are committed after the messages of a poll are acknowledged.
 */
final class ProcessPipeline implements EventSystem {

    /** More than cores: the threads wait for the database in turn, which then commits several at once. */
    static final int THREADS = Integer.getInteger("threads", 8);

    private final String topics;
    private final EngineDatabase database;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ProcessEngine engine;
    private final EventConsumers consumers;
    private final GroupProgress progress;

    /** @param topics the prefix of the topics */
    ProcessPipeline(Site site, String topics, EngineDatabase database, Function<MessageSender, ProcessEngine> start)
            throws Exception {
        this.topics = topics;
        this.database = database;
        site.topic(events(), THREADS);
        site.topic(messages());
        producer = site.producer();
        engine = start.apply(new MessageSender(producer, messages()));
        consumers = EventConsumers.start(site, events(), THREADS, engine, producer);
        progress = new GroupProgress(site);
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
        progress.await(events(), events());
        consumers.check();
    }

    @Override
    public void close() {
        consumers.close();
        engine.close();
        database.close();
        producer.close();
        progress.close();
    }
}
