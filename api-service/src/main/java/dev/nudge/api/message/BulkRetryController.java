package dev.nudge.api.message;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/messages/retry}: an admin retries the messages that match a filter, the oldest first. */
@RestController
final class BulkRetryController {

    private static final Logger LOG = LoggerFactory.getLogger(BulkRetryController.class);
    /** Limits memory, because a message may have 64 KiB of text and as much of variables. */
    private static final int BATCH = 100;

    private final MongoCollection<Document> messages;
    private final RetryCommands commands;

    BulkRetryController(MongoCollection<Document> messages, RetryCommands commands) {
        this.messages = messages;
        this.commands = commands;
    }

    /** Answers 200 for a dry run, and 202 when Kafka has acknowledged all retries. */
    @HeavyRequest
    @PostMapping(path = "/api/messages/retry", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> retry(@AuthenticationPrincipal Caller caller, JsonBody body) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can retry messages.");
        }
        BulkRetryRequest request = BulkRetryRequest.read(body.object());
        Bson filter = and(eq("organizationId", caller.organizationId()), request.filter());
        long matching = messages.countDocuments(filter);
        int appended = request.isDryRun() ? 0 : append(filter, request.limit());
        if (!request.isDryRun()) {
            LOG.info("{} of {} requested retries of {} messages", caller.userId(), caller.organizationId(), appended);
        }
        return ResponseEntity.status(request.isDryRun() ? HttpStatus.OK : HttpStatus.ACCEPTED).body(Map.of(
                "matching", matching, "appended", appended, "remaining", Math.max(0, matching - appended)));
    }

    private int append(Bson filter, int limit) {
        int appended = 0;
        try (MongoCursor<Document> found = messages.find(filter).sort(Sorts.ascending("firedAt", "_id")).limit(limit)
                .batchSize(BATCH).timeoutMode(TimeoutMode.ITERATION) // the broker acknowledges each batch
                .iterator()) {
            List<Document> batch = new ArrayList<>(BATCH);
            while (found.hasNext()) {
                batch.add(found.next());
                if (batch.size() == BATCH || !found.hasNext()) {
                    commands.append(batch);
                    appended += batch.size();
                    batch.clear();
                }
            }
        }
        return appended;
    }
}
