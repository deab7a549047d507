package dev.nudge.benchmarks.timers;

import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.pipeline.NudgePipeline;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.testsupport.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * Nudge's timers: an event of a lead starts a run that waits for thirty days, and fires by a message. The engine
 * neither delivers messages nor stores the history: what is durable is the lead's document, the message and the
 * decision.
 */
public final class NudgeTimers implements TimerEngine {

    private static final String QUEUED = "nudge.timers.waiting";
    private static final Duration STABLE = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Environment environment = new Environment();
    private final Firings firings = new Firings();
    private final WaitingLeads leads;
    private final KafkaProducer<byte[], byte[]> producer = environment.producer();
    private final KafkaConsumer<byte[], byte[]> consumer = environment.consumer(Map.of());
    private final Records messages;
    private final Records decisions;
    private long messagesAtStart;
    private long decided;

    public NudgeTimers() throws InterruptedException, ExecutionException {
        AppendTimeTopics.create(environment);
        leads = new WaitingLeads(environment);
        messages = new Records(Topics.MESSAGE_COMMANDS);
        decisions = new Records(Topics.AUTOMATION_DECISIONS);
    }

    /** The records of a topic, counted by a client that is connected already. */
    private final class Records {

        private final String topic;
        private final List<TopicPartition> partitions;

        Records(String topic) {
            this.topic = topic;
            partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
        }

        long count() {
            return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
        }

        void await(long least) throws InterruptedException {
            Await.until("%,d records in %s".formatted(least, topic), LONGEST_WAIT, () -> count() >= least);
        }
    }

    @Override
    public Subject subject() {
        return new Subject("Nudge", Environment.DURABILITY);
    }

    @Override
    public int startSeconds() {
        return 15;
    }

    @Override
    public void start() throws InterruptedException {
        firings.started();
        messagesAtStart = messages.count();
        decided = decisions.count();
        environment.startEngine(NudgePipeline.PIPELINE_ONLY.toArray(String[]::new));
    }

    /** @return when the running engine had got all partitions of {@code lead.events} */
    public Instant assignedAt() {
        return environment.assignedAt();
    }

    @Override
    public void stop() {
        environment.stopEngine();
    }

    @Override
    public void arm(long first, int count) throws InterruptedException {
        WaitingLeads.start(producer, first, count);
        decided += count;
        decisions.await(decided);
    }

    @Override
    public void makeDue(Due due) {
        leads.makeDue(due);
    }

    @Override
    public boolean copy(long number, int copies) {
        leads.copy(number, copies);
        return true;
    }

    @Override
    public Instant awaitFired(long count) throws InterruptedException {
        messages.await(count);
        Instant reached = Instant.now();
        readMessages();
        return reached;
    }

    /** A timer has fired when its message was appended, after the lead's document was written. */
    private void readMessages() {
        TopicReader.readOn(consumer, Topics.MESSAGE_COMMANDS, message -> firings.fired(
                WaitingLeads.number(message.key()), Instant.ofEpochMilli(message.timestamp())));
    }

    @Override
    public Instant awaitFirstFiring() throws InterruptedException {
        messages.await(messagesAtStart + 1);
        readMessages();
        return firings.awaitFirst();
    }

    /** The queues are filled from the database in the background. */
    @Override
    public void settle() throws InterruptedException {
        long[] before = {-1};
        Await.until("the queues to be filled", LONGEST_WAIT, STABLE, () -> {
            long queued = environment.gauge(QUEUED);
            boolean isStable = queued == before[0];
            before[0] = queued;
            return isStable;
        });
    }

    @Override
    public Firings firings() {
        return firings;
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
        environment.close();
    }
}
