package dev.nudge.benchmarks;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import dev.nudge.Topics;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;

/**
 * Measures events per second through the whole pipeline: produced, decided, the lead's state written, message and
 * decision published. In the same run, interleaved, it measures the upper limits: the store's bulk writes of the same
 * documents, and a raw consume-produce loop on the same broker that moves as many records.
 */
public final class Throughput {

    private static final String ORGANIZATION = "org-load";
    private static final int LEADS = Integer.getInteger("leads", 20_000);
    private static final int EVENTS = Integer.getInteger("events", 60_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int SINGLE = Integer.getInteger("single", 500);
    private static final int OTHERS = Integer.getInteger("others", 100_000);
    private static final int BATCH = 500;
    /** Disables the other consumers of the engine's topics. */
    static final String[] PIPELINE_ONLY = {"nudge.delivery.enabled=false",
            "nudge.engine.history.enabled=false"};

    private final Site site;
    private int eventNumber;

    private Throughput(Site site) {
        this.site = site;
    }

    public static void main(String[] arguments) throws Exception {
        try (Site site = new Site()) {
            new Throughput(site).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        configure(ORGANIZATION, 1);
        site.topic("raw.in");
        site.topic("raw.out");
        System.out.printf("%,d leads, %,d events a round; every event fires one message and one decision%n", LEADS,
                EVENTS);
        site.startEngine(PIPELINE_ONLY);
        pipeline(8 * LEADS); // warm-up: creates every lead and compiles the code
        List<Double> pipeline = new ArrayList<>();
        List<Double> store = new ArrayList<>();
        List<Double> broker = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            pipeline.add(pipeline(EVENTS));
            store.add(storeWrites(EVENTS));
            broker.add(brokerLoop(EVENTS));
            System.out.printf("round %d: pipeline %,.0f events/s; store %,.0f writes/s; broker loop %,.0f events/s%n",
                    round,
                    pipeline.getLast(), store.getLast(), broker.getLast());
        }
        singleEvents();
        site.stopEngine();
        double limit = Math.min(median(store), median(broker));
        System.out.printf("medians: pipeline %,.0f events/s; store %,.0f writes/s; broker loop %,.0f events/s%n",
                median(pipeline), median(store), median(broker));
        System.out.printf("pipeline / slower limit: %.2f (aim: at least 0.5); aim: at least 5,000 events/s%n",
                median(pipeline) / limit);
        System.out.printf("with delivery, message.sent coming back and history in the same process: %,.0f events/s%n",
                pipelineOfNewEngine(EVENTS / 2));
        if (OTHERS > 0) {
            others();
        }
    }

    private void singleEvents() {
        SingleEvents single = new SingleEvents(site);
        List<String> leads = IntStream.range(0, SINGLE).mapToObj(Throughput::lead).toList();
        single.send(List.of(events(SINGLE)), leads);
        Load load = single.send(List.of(events(SINGLE)), leads);
        System.out.printf("one event at a time: p50 %.1f ms, p99 %.1f ms until its decision is read%n", load.p50(),
                load.p99());
    }

    /** Measures the pipeline with and without automations of other organizations, interleaved. */
    private void others() throws Exception {
        List<Double> crowded = new ArrayList<>();
        List<Double> lone = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            loadOthers();
            crowded.add(pipelineOfNewEngine(EVENTS, PIPELINE_ONLY));
            site.collection("automations").deleteMany(Filters.ne("organizationId", ORGANIZATION));
            lone.add(pipelineOfNewEngine(EVENTS, PIPELINE_ONLY));
            System.out.printf("round %d: with %,d automations of others %,.0f events/s; without %,.0f events/s%n",
                    round,
                    OTHERS, crowded.getLast(), lone.getLast());
        }
        System.out.printf("cost per event with %,d automations of others / with one: %.2f (aim: at most 1.3)%n", OTHERS,
                median(lone) / median(crowded));
    }

    private void loadOthers() {
        List<Document> automations = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            automations.add(automation("other-" + i, "org-" + i % 1_000));
            if (automations.size() == 5_000) {
                site.collection("automations").insertMany(automations);
                automations.clear();
            }
        }
    }

    private void configure(String organizationId, int count) {
        Document preferences = new Document();
        for (int i = 0; i < count; i++) {
            site.collection("automations").insertOne(automation("automation-" + i, organizationId));
            preferences.append("automation-" + i, new Document("enabled", true).append("version", 1));
        }
        site.collection("users").insertOne(new Document("_id", organizationId + ":user-1")
                .append("organizationId", organizationId).append("userId", "user-1")
                .append("automations", preferences));
        site.collection("templates").insertOne(new Document("_id", organizationId + ":hello")
                .append("organizationId", organizationId).append("name", "hello").append("version", 1)
                .append("body", "Hi {{firstName}}, are you still interested in {{product}}?"));
    }

    private static Document automation(String id, String organizationId) {
        return Document.parse("""
                {"name": "Answer at once", "event": "message.received", "triggerLogicType": "event", "version": 1,
                 "sourceStatuses": ["New lead"],
                 "conditions": [{"field": "lastInboundDirection", "op": "eq", "value": "inbound"},
                   {"any": [{"field": "source", "op": "in", "value": ["Google", "Organic Search"]},
                            {"field": "totalVisits", "op": "gte", "value": 3}]},
                   {"not": {"field": "lastInboundBody", "op": "matches", "value": "(?i)unsubscribe|wrong number"}}],
                 "actions": {"sendMessage": [{"template": "hello", "channel": "sms"}]}}
                """).append("_id", id).append("organizationId", organizationId).append("userId", "user-1");
    }

    private double pipelineOfNewEngine(int events, String... properties) throws Exception {
        site.startEngine(properties);
        double rate = pipeline(events);
        site.stopEngine();
        return rate;
    }

    /** @return events per second from the first event produced to the last decision published */
    private double pipeline(int events) throws Exception {
        long before = site.size(Topics.AUTOMATION_DECISIONS);
        byte[][] values = events(events);
        byte[][] keys = new byte[events][];
        for (int i = 0; i < events; i++) {
            keys[i] = lead(i).getBytes(StandardCharsets.UTF_8);
        }
        long start = System.nanoTime();
        long cpuStart = cpuNanos();
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            for (int i = 0; i < events; i++) {
                var _ = producer.send(new ProducerRecord<>(Topics.LEAD_EVENTS, keys[i], values[i]));
            }
            producer.flush();
            site.awaitSize(Topics.AUTOMATION_DECISIONS, before + events);
        }
        double rate = perSecond(events, start);
        System.out.printf("  pipeline: %,.0f us of processor time per event%n", (cpuNanos() - cpuStart) / 1e3 / events);
        return rate;
    }

    private static String lead(int index) {
        return "lead-" + index % LEADS;
    }

    private byte[][] events(int count) {
        Random random = new Random(7);
        byte[][] events = new byte[count][];
        for (int i = 0; i < count; i++) {
            events[i] = """
                    {"id":"evt-%d","type":"message.received","organizationId":"%s","leadId":"%s",\
                    "occurredAt":"2026-04-22T10:14:00.000Z",\
                    "data":{"direction":"inbound","channel":"sms","body":"Is it still available? I could come by on day %d."},\
                    "lead":{"firstName":"Ana","phone":"+1415555%04d","timezone":"America/New_York","status":"New lead",\
                    "source":"Organic Search","origin":"API","totalVisits":%d,"occupation":"Working Professional",\
                    "product":"the flat","email":"lead%d@example.com"}}"""
                    .formatted(eventNumber++, ORGANIZATION, lead(i), random.nextInt(28), i % 10_000, random.nextInt(9),
                            i % LEADS)
                    .getBytes(StandardCharsets.UTF_8);
        }
        return events;
    }

    /** Fenced replacements of the leads' own documents in batches, as the engine writes them. */
    private double storeWrites(int writes) {
        MongoCollection<Document> leads = site.collection("leads")
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        List<Document> documents = leads.find().limit(LEADS).into(new ArrayList<>());
        ReplaceOptions upsert = new ReplaceOptions().upsert(true);
        BulkWriteOptions unordered = new BulkWriteOptions().ordered(false);
        long start = System.nanoTime();
        for (int done = 0; done < writes; done += BATCH) {
            List<WriteModel<Document>> batch = new ArrayList<>(BATCH);
            for (int i = done; i < done + BATCH; i++) {
                Document document = documents.get(i % documents.size());
                batch.add(new ReplaceOneModel<>(Filters.and(Filters.eq("_id", document.get("_id")),
                        Filters.eq("position", document.get("position"))), document, upsert));
            }
            leads.bulkWrite(batch, unordered);
        }
        return perSecond(writes, start);
    }

    /**
     * Consumes as many records and produces twice as many, of the sizes that the engine publishes; commits offsets per
     * batch.
     */
    private double brokerLoop(int records) throws Exception {
        byte[][] values = events(records);
        byte[] message = new byte[620];
        byte[] decision = new byte[780];
        Arrays.fill(message, (byte) 'm');
        Arrays.fill(decision, (byte) 'd');
        long start = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = site.producer();
                KafkaProducer<byte[], byte[]> forward = site.producer();
                KafkaConsumer<byte[], byte[]> consumer = site.consumer(Map.of("group.id", "raw", "auto.offset.reset",
                        "earliest", "enable.auto.commit", "false", "max.poll.records", BATCH, "group.protocol",
                        "consumer"))) {
            consumer.subscribe(List.of("raw.in"));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(50));
            }
            start = System.nanoTime();
            Thread feeder = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < records; i++) {
                    var _ = producer.send(
                            new ProducerRecord<>("raw.in", lead(i).getBytes(StandardCharsets.UTF_8), values[i]));
                }
                producer.flush();
            });
            for (int moved = 0; moved < records;) {
                ConsumerRecords<byte[], byte[]> batch = consumer.poll(Duration.ofMillis(200));
                for (ConsumerRecord<byte[], byte[]> record : batch) {
                    var _ = forward.send(new ProducerRecord<>("raw.out", record.key(), message));
                    var _ = forward.send(new ProducerRecord<>("raw.out", record.key(), decision));
                }
                forward.flush();
                consumer.commitSync();
                moved += batch.count();
            }
            feeder.join();
        }
        return perSecond(records, start);
    }

    /** The processor time of this process: the engine, the broker, the store and the producer. */
    static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double perSecond(int count, long startNanos) {
        return count / ((System.nanoTime() - startNanos) / 1e9);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
}
