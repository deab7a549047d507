package dev.nudge.engine.lead;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.lead.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded database, or on the server that {@code NUDGE_TEST_MONGODB_URI} names. */
class MongoLeadsTest extends MongoLeadsContract {

    @TempDir
    static Path directory;
    static TestStore store;

    @BeforeAll
    static void start() {
        store = TestStore.start(directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Override
    MongoDatabase database() {
        return store.database();
    }

    /** Servers that lock rows deadlock when two engines write the same leads in different orders. */
    @Test
    void the_documents_of_one_write_are_in_the_order_of_their_ids() {
        List<String> ids = new ArrayList<>();
        MongoLeads leads = new MongoLeads(store.database(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                BsonDocument command = event.getCommand();
                switch (event.getCommandName()) {
                    case "insert" -> command.getArray("documents").forEach(document -> addId(document.asDocument()));
                    case "update" -> command.getArray("updates")
                            .forEach(update -> addId(update.asDocument().getDocument("u")));
                    default -> {
                    }
                }
            }

            private void addId(BsonDocument lead) {
                ids.add(lead.getString("_id").getValue());
            }
        }));
        Position first = new Position(1, 1);

        leads.write(Stream.of("dora", "ana", "cleo", "ben").map(id -> write(lead(id), null, first)).toList());
        assertThat(ids).hasSize(4).isSorted();
        ids.clear();

        leads.write(Stream.of("cleo", "dora", "ben", "ana")
                .map(id -> write(lead(id), first, new Position(1, 2))).toList());
        assertThat(ids).hasSize(4).isSorted();
    }
}
