package dev.nudge.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.process.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@DisabledIfEnvironmentVariable(named = "NUDGE_TEST_MONGODB_URI", matches = ".+", disabledReason = "It tests the embedded database.")
class DurabilityTest {

    @TempDir
    Path directory;

    @Test
    void acknowledged_writes_survive_a_kill_and_commands_are_atomic() throws Exception {
        int lastRound = 0;
        int decisions = 0;
        for (int life = 1; life <= 2; life++) {
            List<String> acknowledged;
            try (ChildProcess store = ChildProcess.run(directory.resolve("output-" + life), BusyStore.class,
                    directory.resolve("life-" + life).toString())) {
                store.awaitLines(800 * life);
                store.kill();
                acknowledged = store.output().lines().toList();
            }
            verify(directory.resolve("life-" + life), acknowledged);
            lastRound = Math.max(lastRound, last(acknowledged, "round"));
            decisions = Math.max(decisions, last(acknowledged, "decision"));
        }
        assertThat(lastRound).isPositive();
        assertThat(decisions).isPositive();
    }

    private static void verify(Path directory, List<String> acknowledged) {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            MongoDatabase database = client.getDatabase("busy");
            List<Document> leads = database.getCollection("leads").find().into(new ArrayList<>());
            assertThat(leads).hasSize(BusyStore.LEADS);
            int round = leads.getFirst().getInteger("round");
            assertThat(round).isBetween(last(acknowledged, "round"), last(acknowledged, "round") + 1);
            assertThat(leads).allSatisfy(lead -> assertThat(lead.getInteger("round")).isEqualTo(round));
            assertThat(database.getCollection("leads").find(Filters.and(Filters.eq("partition", 3), Filters.eq("round",
                    round)))).hasSize(BusyStore.LEADS / 8);

            Set<Object> decisions = new HashSet<>();
            database.getCollection("decisions").find().forEach(decision -> decisions.add(decision.get("_id")));
            for (int number = 1; number <= last(acknowledged, "decision"); number++) {
                assertThat(decisions).contains("d-" + number, "e-" + number);
            }

            Document counter = database.getCollection("counters").find().first();
            assertThat(counter).isNotNull();
            assertThat(counter.getInteger("count")).isBetween(last(acknowledged, "count"), last(acknowledged, "count")
                    + 1);
        }
    }

    private static int last(List<String> acknowledged, String what) {
        return acknowledged.stream().filter(line -> line.startsWith(what + " ")).mapToInt(line -> Integer.parseInt(line
                .substring(what.length() + 1))).max().orElse(0);
    }
}
