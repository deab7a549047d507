package dev.nudge.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.decision.Reason;
import dev.nudge.engine.lead.MongoLeads;
import dev.nudge.engine.processing.LeadBatchResult;
import dev.nudge.engine.processing.LeadProcessor;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.registry.Registry;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Lead;
import dev.nudge.message.MessageState;
import dev.nudge.testsupport.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/** The loaded history: what each screen shows, and what the engine makes of it afterwards. */
class DemoHistoryTest {

    private static final Instant NOW = Instant.parse("2026-11-30T20:20:00Z");
    private static final int PARTITIONS = 8;

    /** What a lead can hardly come to within two weeks of ordinary business, or only by an error. */
    private static final Set<Reason> RARE = EnumSet.of(Reason.OWN_MESSAGE, Reason.TIMER_OFF, Reason.TOO_MANY_WAITING,
            Reason.CEILING,
            Reason.NO_OPENING, Reason.BY_USER, Reason.AUTOMATION_DELETED, Reason.TOO_LATE, Reason.ERROR,
            Reason.LEAD_DELETED, Reason.LEAD_MERGED, Reason.NO_TRANSITION, Reason.DIRECTION_IGNORED,
            Reason.STEP_CONDITIONS);

    @TempDir
    static Path directory;
    static TestDatabase server;
    static SimpleMongoClientDatabaseFactory mongo;
    static MongoDatabase database;

    @BeforeAll
    static void load() throws InterruptedException {
        server = TestDatabase.start(directory);
        mongo = new SimpleMongoClientDatabaseFactory(server.uri());
        database = server.database();
        long begin = System.nanoTime();
        assertThat(loads()).isTrue();
        System.out.println("Loaded the demo's history in " + Duration.ofNanos(System.nanoTime() - begin));
    }

    @AfterAll
    static void stop() throws Exception {
        mongo.destroy();
        server.close();
    }

    private static boolean loads() throws InterruptedException {
        return new DemoHistory(mongo, _ -> new RecipesInMemory(), directory.resolve("history"), () -> NOW)
                .load(RecipesInMemory.AUTOMATIONS, PARTITIONS, PARTITIONS);
    }

    @Test
    void messages_have_every_state_that_lasts() {
        Map<String, Long> states = counts("messages", "state");
        System.out.println("Messages: " + states + ", codes " + counts("messages", "providerCode"));
        assertThat(states.keySet()).containsAll(Arrays.stream(MessageState.values())
                .filter(state -> state != MessageState.SENDING).map(Enum::name).toList());
        assertThat(counts("messages", "providerCode")).containsKeys("30003", "30006", "30007", "21614", "21610",
                "63016", "TIMEOUT", "20429");
        assertThat(counts("messages", "channel")).containsOnlyKeys("sms", "whatsapp", "email", "webhook");
    }

    @Test
    void decisions_have_every_outcome_and_most_reasons() {
        System.out.println("Decisions: " + counts("decisions", "outcome") + ", " + counts("decisions", "reason"));
        assertThat(counts("decisions", "outcome")).containsOnlyKeys("STARTED", "FIRED", "DEFERRED", "SKIPPED",
                "CANCELLED");
        assertThat(counts("decisions", "reason").keySet()).containsAll(
                EnumSet.complementOf(EnumSet.copyOf(RARE)).stream().map(Enum::name).toList());
        assertThat(counts("decisions", "automationId").keySet())
                .containsExactlyInAnyOrderElementsOf(RecipesInMemory.AUTOMATIONS);
    }

    @Test
    void there_are_leads_opt_outs_dead_letters_and_unmatched_messages() {
        assertThat(documents("leads")).hasSizeBetween(195, 205);
        assertThat(documents("suppressions")).hasSizeGreaterThan(5);
        assertThat(documents("deadLetters")).hasSize(7)
                .allSatisfy(letter -> assertThat(letter.getString("topic")).isEqualTo("lead.events"));
        assertThat(documents("unmatchedMessages")).hasSize(5);
        assertThat(documents("leads").toString()).contains("<img src=x onerror=alert(1)>", "<b>", "{{name}}");
        assertThat(documents("messages").toString()).contains("<img src=x onerror=alert(1)>");
        assertThat(Files.exists(directory.resolve("history"))).isFalse();
    }

    @Test
    void each_lead_can_be_read_and_is_before_every_record_of_the_topic() {
        assertThat(documents("leads")).allSatisfy(document -> {
            StoredLead stored = LeadDocumentReader.stored(document);
            assertThat(stored.position().covers(stored.position().partition(), 0)).isFalse();
            assertThat(stored.position().partition())
                    .isEqualTo(LeadPartitioner.partitionOf(stored.lead().key(), PARTITIONS));
        });
    }

    @Test
    void the_next_event_of_a_lead_is_decided() {
        LeadBatchResult result = process(new LeadEvent("next", LeadEvent.STATUS_CHANGE, lead(2), NOW,
                Map.of("from", "New lead", "to", "Lost"), Map.of()), NOW.plusSeconds(1));
        assertThat(result.write()).isNotNull();
        assertThat(result.outbound()).isNotEmpty();
    }

    @Test
    void waiting_timers_are_found_and_fire() {
        MongoLeads leads = new MongoLeads(database);
        List<Lead> waiting = IntStream.range(0, PARTITIONS).boxed()
                .flatMap(partition -> leads.dueFirst(partition, 1_000).stream()).toList();
        assertThat(waiting).hasSizeGreaterThan(15).allSatisfy(
                lead -> assertThat(lead.nextDueAt().orElseThrow()).isAfter(NOW));
        DueTimer due = waiting.getFirst().timers().findFirst().orElseThrow();
        LeadBatchResult fired = process(LeadEvent.timerDue(waiting.getFirst().key(), due), due.dueAt());
        assertThat(fired.outbound()).anySatisfy(record -> assertThat(record.topic())
                .isEqualTo("automation.decisions"));
    }

    @Test
    void loading_again_changes_nothing() throws InterruptedException {
        Map<String, List<Document>> before = everything();
        assertThat(loads()).isFalse();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void a_load_that_was_broken_off_is_completed() throws InterruptedException {
        Set<Object> leads = ids("leads");
        Set<Object> decisions = ids("decisions");
        database.getCollection(DemoHistory.MARKERS).updateOne(Filters.empty(),
                new Document("$unset", new Document("loadedAt", "")));
        database.getCollection("leads").deleteMany(Filters.gt("_id", "demo:" + Plan.leadId(60)));
        database.getCollection("decisions").deleteMany(Filters.gt("leadId", Plan.leadId(30)));
        assertThat(loads()).isTrue();
        assertThat(ids("leads")).isEqualTo(leads);
        assertThat(ids("decisions")).isEqualTo(decisions);
    }

    private static LeadBatchResult process(LeadEvent event, Instant at) {
        LeadKey key = event.key();
        LeadRecord record = new LeadRecord(new InboundRecord(LeadPartitioner.partitionOf(key, PARTITIONS), 0, at,
                LeadPartitioner.keyOf(key), JsonCodec.write(event.toJson())), event);
        Registry registry = new Registry(new RecipesInMemory());
        registry.load();
        return LeadProcessor.process(key, new MongoLeads(database).find(List.of(key)).get(key), List.of(record),
                registry, Traces.OFF, () -> true);
    }

    private static LeadKey lead(int number) {
        return new LeadKey(Recipes.ORGANIZATION, Plan.leadId(number));
    }

    private static Map<String, List<Document>> everything() {
        return List.of("leads", "messages", "decisions", "deadLetters", "suppressions", "unmatchedMessages").stream()
                .collect(Collectors.toMap(name -> name, DemoHistoryTest::documents));
    }

    private static Set<Object> ids(String collection) {
        return documents(collection).stream().map(document -> document.get("_id")).collect(Collectors.toSet());
    }

    private static List<Document> documents(String collection) {
        return database.getCollection(collection).find().sort(new Document("_id", 1)).into(new ArrayList<>());
    }

    private static Map<String, Long> counts(String collection, String field) {
        return documents(collection).stream().filter(document -> document.get(field) != null)
                .collect(Collectors.groupingBy(document -> document.getString(field), TreeMap::new,
                        Collectors.counting()));
    }
}
