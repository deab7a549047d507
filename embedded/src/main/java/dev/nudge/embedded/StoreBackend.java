package dev.nudge.embedded;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import org.h2.mvstore.MVStore;

/**
 * Acknowledges a write only after it is in the file, so that no acknowledged write is lost if the process is killed.
 * Commits happen between commands only: after a crash the file contains the effects of complete commands, and indexes
 * are consistent with their documents. Commands that wait at the same time share one commit.
 */
final class StoreBackend extends H2Backend {

    private static final Set<String> READS = Set.of("find", "getMore", "killCursors", "count", "distinct", "ping",
            "hello", "isMaster", "ismaster", "buildInfo", "buildinfo", "listCollections", "listIndexes",
            "listDatabases", "endSessions");

    private final ReadWriteLock commands = new ReentrantReadWriteLock();

    StoreBackend(MVStore store) {
        super(store);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new StoreDatabase(name, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        // while the usage is registered, pages that this command may read are not overwritten
        MVStore.TxCounter usage = getMvStore().registerVersionUsage();
        try {
            return reads(message.getDocument()) ? read(message) : write(message);
        } finally {
            getMvStore().deregisterVersionUsage(usage);
        }
    }

    /** Moves live data out of sparsely used parts of the file, within a short time limit. */
    void compact() {
        exclusively(() -> {
            if (getMvStore().compact(FileSettings.FILL_RATE, FileSettings.BYTES_AT_ONCE)) {
                getMvStore().commit();
            }
        });
    }

    /** A client that does not set a batch size gets as many documents as a response can hold. */
    private Document read(MongoMessage message) {
        Document command = message.getDocument();
        if (command.containsKey("find") || command.containsKey("getMore")) {
            command.putIfAbsent("batchSize", Integer.MAX_VALUE);
        }
        if (command.get("aggregate") instanceof String collectionName) {
            MongoCollection<?> collection = resolveDatabase(message.getDatabaseName()).resolveCollection(collectionName,
                    false);
            Optional<MatchFirst> aggregation = MatchFirst.of(command);
            if (collection != null && aggregation.isPresent()) {
                return answer(collection.getFullName(), aggregation.get().result(collection, this::resolveDatabase,
                        oplog));
            }
        }
        return super.handleMessage(message);
    }

    private Document answer(String namespace, List<Document> documents) {
        Batches batches = new Batches(getCursorRegistry().generateCursorId(), documents);
        Document cursor = new Document("firstBatch", batches.takeDocuments(Integer.MAX_VALUE)).append("ns", namespace);
        if (!batches.isEmpty()) {
            getCursorRegistry().add(batches);
        }
        return new Document("cursor", cursor.append("id", batches.isEmpty() ? 0L : batches.getId())).append("ok", 1.0);
    }

    private Document write(MongoMessage message) {
        Lock shared = commands.readLock();
        shared.lock();
        try {
            return withTrueCount(message.getDocument(), super.handleMessage(message));
        } finally {
            shared.unlock();
            exclusively(getMvStore()::commit);
        }
    }

    private void exclusively(Runnable action) {
        Lock alone = commands.writeLock();
        alone.lock();
        try {
            action.run();
        } finally {
            alone.unlock();
        }
    }

    /** Corrects the count: the library counts refused documents as inserted. */
    private static Document withTrueCount(Document command, Document answer) {
        if (command.containsKey("insert") && answer.get("writeErrors") instanceof List<?> errors
                && answer.get("n") instanceof Integer sent && errors.getFirst() instanceof Document first
                && first.get("index") instanceof Integer firstIndex) {
            answer.put("n", Boolean.FALSE.equals(command.get("ordered")) ? sent - errors.size() : firstIndex);
        }
        return answer;
    }

    private static boolean reads(Document command) {
        String name = command.keySet().iterator().next();
        return READS.contains(name) || (name.equals("aggregate") && !writesItsResult(command));
    }

    private static boolean writesItsResult(Document aggregate) {
        return aggregate.get("pipeline") instanceof List<?> stages && stages.stream().anyMatch(
                stage -> stage instanceof Document document && (document.containsKey("$out") || document.containsKey(
                        "$merge")));
    }
}
