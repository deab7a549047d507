package dev.nudge.benchmarks;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.nudge.Topics;
import dev.nudge.benchmarks.pipeline.NudgePipeline;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.benchmarks.timers.Firings;
import dev.nudge.benchmarks.timers.TimerEngine;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Nudge's timers: an event of a lead starts a run that waits for thirty days, and fires by a message. The engine
 * neither delivers messages nor stores the history: what is durable is the lead's document, the message and the
 * decision.
 */
final class NudgeTimers implements TimerEngine {

    private static final String EVENT = "lead.waits";
    private static final String AUTOMATION = "in-30-days";
    private static final String LEAD = "timer-";
    private static final String QUEUED = "nudge.timers.waiting";
    private static final Duration STABLE = Duration.ofSeconds(5);
    private static final int BATCH = 1_000;

    private final Site site = new Site();
    private final KafkaConsumer<byte[], byte[]> messages = site.consumer(Map.of());
    private final Firings firings = new Firings();
    private long messagesAtStart;

    NudgeTimers() {
        TimerAutomations.insert(site, AUTOMATION, EVENT, TimerAutomations.after(30, "days"));
    }

    @Override
    public Subject subject() {
        return new Subject("Nudge", "written to the operating system, no fsync: broker and store in the process");
    }

    @Override
    public List<Integer> rates() {
        return List.of(100, 1_000);
    }

    @Override
    public int startSeconds() {
        return 15;
    }

    @Override
    public int longestPollSeconds() {
        return 1;
    }

    @Override
    public int earlySeconds() {
        return 0;
    }

    @Override
    public void start() throws InterruptedException {
        firings.started();
        site.startEngine(NudgePipeline.PIPELINE_ONLY.toArray(String[]::new));
        messagesAtStart = site.size(Topics.MESSAGE_COMMANDS);
    }

    Instant assignedAt() {
        return site.assignedAt();
    }

    @Override
    public void stop() {
        site.stopEngine();
    }

    @Override
    public void arm(long first, int count) throws InterruptedException {
        long before = site.size(Topics.AUTOMATION_DECISIONS);
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            for (long number = first; number < first + count; number++) {
                var _ = producer.send(TimerAutomations.event(LEAD + number, EVENT, LEAD + number));
            }
        }
        site.awaitSize(Topics.AUTOMATION_DECISIONS, before + count);
    }

    @Override
    public void makeDue(Due due) {
        List<Long> numbers = LongStream.range(due.first(), due.first() + due.count()).boxed().toList();
        for (int done = 0; done < numbers.size(); done += BATCH) {
            List<Long> batch = numbers.subList(done, Math.min(done + BATCH, numbers.size()));
            List<WriteModel<Document>> updates = due.microsBetween() == 0
                    ? List.of(new UpdateManyModel<>(Filters.in("_id",
                            batch.stream().map(NudgeTimers::documentId).toList()), dueAt(due.at())))
                    : batch.stream().<WriteModel<Document>>map(number -> new UpdateOneModel<>(
                            Filters.eq("_id", documentId(number)), dueAt(due.of(number)))).toList();
            int updated = site.collection("leads").bulkWrite(updates, new BulkWriteOptions().ordered(false))
                    .getMatchedCount();
            if (updated != batch.size()) {
                throw new IllegalStateException("Expected %,d timers of Nudge to be armed but found %,d".formatted(
                        batch.size(), updated));
            }
        }
    }

    private static String documentId(long number) {
        return TimerAutomations.ORGANIZATION + ":" + LEAD + number;
    }

    private static Bson dueAt(Instant instant) {
        Date due = Date.from(instant);
        return Updates.combine(Updates.set("nextDueAt", due),
                Updates.set("automations." + AUTOMATION + ".runs.0.dueAt", due));
    }

    /** As other leads, each in its partition; nothing reads the offset of a lead that gets no event. */
    @Override
    public void copy(long number, int copies) {
        Document lead = Objects.requireNonNull(
                site.collection("leads").find(Filters.eq("_id", documentId(number))).first());
        List<Document> batch = new ArrayList<>(BATCH);
        for (int copy = 1; copy <= copies; copy++) {
            String id = "copy-" + copy;
            batch.add(new Document(lead).append("_id", TimerAutomations.ORGANIZATION + ":" + id).append("leadId", id)
                    .append("addresses", List.of("phone:+1" + (2_000_000_000L + copy)))
                    .append("position", new Document("partition", TopicReader.home(id, Site.PARTITIONS))
                            .append("offset", 0L)));
            if (batch.size() == BATCH || copy == copies) {
                site.collection("leads").insertMany(batch, new InsertManyOptions().ordered(false));
                batch.clear();
            }
        }
    }

    @Override
    public void awaitFired(long count) throws InterruptedException {
        site.awaitSize(Topics.MESSAGE_COMMANDS, count);
        readMessages();
    }

    /** A timer has fired when its message was appended, after the lead's document was written. */
    private void readMessages() {
        TopicReader.readOn(messages, Topics.MESSAGE_COMMANDS, message -> firings.fired(
                Long.parseLong(new String(message.key(), StandardCharsets.UTF_8).substring(LEAD.length())),
                Instant.ofEpochMilli(message.timestamp())));
    }

    @Override
    public Instant awaitFirstFiring() throws InterruptedException {
        site.awaitSize(Topics.MESSAGE_COMMANDS, messagesAtStart + 1);
        readMessages();
        return firings.awaitFirst();
    }

    /** The queues are filled from the database in the background. */
    @Override
    public void settle() throws InterruptedException {
        long before = -1;
        for (long queued = site.gauge(QUEUED); queued != before; queued = site.gauge(QUEUED)) {
            before = queued;
            Thread.sleep(STABLE);
        }
    }

    @Override
    public Firings firings() {
        return firings;
    }

    @Override
    public void close() {
        messages.close();
        site.close();
    }
}
