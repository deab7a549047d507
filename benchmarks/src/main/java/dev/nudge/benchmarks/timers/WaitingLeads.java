package dev.nudge.benchmarks.timers;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.timers.TimerEngine.Due;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Nudge's timers: leads with numbers, each with a run that waits for thirty days since an event of the lead. */
final class WaitingLeads {

    private static final String EVENT = "lead.waits";
    private static final String AUTOMATION = "in-30-days";
    private static final String LEAD = "timer-";
    private static final int BATCH = 1_000;

    private final Environment environment;

    /** Inserts the automation. */
    WaitingLeads(Environment environment) {
        this.environment = environment;
        TimerAutomations.insert(environment, AUTOMATION, EVENT, TimerAutomations.after(30, "days"));
    }

    /** Sends the events that start the runs. The engine decides each of them once. */
    static void start(KafkaProducer<byte[], byte[]> producer, long first, int count) {
        for (long number = first; number < first + count; number++) {
            var _ = producer.send(TimerAutomations.event(LEAD + number, EVENT, LEAD + number));
        }
    }

    /** @param key of a message to the lead */
    static long number(byte[] key) {
        return Long.parseLong(new String(key, StandardCharsets.UTF_8).substring(LEAD.length()));
    }

    /** Sets due instants in the database; the engine must not run. */
    void makeDue(Due due) {
        List<Long> numbers = LongStream.range(due.first(), due.first() + due.count()).boxed().toList();
        for (int done = 0; done < numbers.size(); done += BATCH) {
            List<Long> batch = numbers.subList(done, Math.min(done + BATCH, numbers.size()));
            List<WriteModel<Document>> updates = due.microsBetween() == 0
                    ? List.of(new UpdateManyModel<>(Filters.in("_id",
                            batch.stream().map(WaitingLeads::documentId).toList()), dueAt(due, due.first())))
                    : batch.stream().<WriteModel<Document>>map(number -> new UpdateOneModel<>(
                            Filters.eq("_id", documentId(number)), dueAt(due, number))).toList();
            int updated = environment.collection("leads").bulkWrite(updates, new BulkWriteOptions().ordered(false))
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

    private static Bson dueAt(Due due, long number) {
        Date at = Date.from(due.of(number));
        return Updates.combine(Updates.set("nextDueAt", at),
                Updates.set("automations." + AUTOMATION + ".runs.0.dueAt", at));
    }

    /**
     * Copies a lead's document in the database as other leads, each in its partition. Nothing reads the offset of a
     * lead that gets no event.
     */
    void copy(long number, int copies) {
        Document lead = Objects.requireNonNull(
                environment.collection("leads").find(Filters.eq("_id", documentId(number))).first());
        List<Document> batch = new ArrayList<>(BATCH);
        for (int copy = 1; copy <= copies; copy++) {
            String id = "copy-" + copy;
            batch.add(new Document(lead).append("_id", TimerAutomations.ORGANIZATION + ":" + id).append("leadId", id)
                    .append("addresses", List.of("phone:+1" + (2_000_000_000L + copy)))
                    .append("position", new Document("partition", TopicReader.home(id, Environment.PARTITIONS))
                            .append("offset", 0L)));
            if (batch.size() == BATCH || copy == copies) {
                environment.collection("leads").insertMany(batch, new InsertManyOptions().ordered(false));
                batch.clear();
            }
        }
    }
}
