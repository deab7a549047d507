package dev.nudge.embedded;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;

/**
 * An aggregation that begins with {@code $match}: the match is executed as a query of the collection, which can use an
 * index, and the other stages process its result. The library would read the whole collection first, even to count a
 * few documents.
 */
record MatchFirst(Document match, List<Document> rest) {

    private static final List<Document> COUNT = List.of(new Document("$group", new Document("_id", 1).append("n",
            new Document("$sum", 1))));

    static Optional<MatchFirst> of(Document aggregate) {
        if (aggregate.containsKey("let") || !(aggregate.get("pipeline") instanceof List<?> pipeline)) {
            return Optional.empty();
        }
        List<Document> stages = Aggregation.parse(pipeline);
        if (stages.isEmpty() || !(stages.getFirst().get("$match") instanceof Document match)) {
            return Optional.empty();
        }
        return Optional.of(new MatchFirst(match, stages.subList(1, stages.size())));
    }

    List<Document> result(MongoCollection<?> collection, DatabaseResolver databases, Oplog oplog) {
        if (rest.equals(COUNT)) {
            int count = collection.count(match, 0, 0);
            return count == 0 ? List.of() : List.of(new Document("_id", 1).append("n", count));
        }
        Stream<Document> matched = collection.handleQueryAsStream(match);
        return Aggregation.fromPipeline(rest, databases, collection.getDatabase(), collection, oplog)
                .runStages(matched);
    }
}
