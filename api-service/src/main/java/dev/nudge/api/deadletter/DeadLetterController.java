package dev.nudge.api.deadletter;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.json.Violation;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/dead-letters}, for admins and operators. A replay appends the original bytes with the original key to
 * {@code lead.events}; if processing fails again, the engine creates another dead letter.
 */
@RestController
@RequestMapping("/api/dead-letters")
final class DeadLetterController {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterController.class);

    private final DeadLetters deadLetters;
    private final KafkaProducerGateway broker;
    private final InstantSource clock;

    DeadLetterController(DeadLetters deadLetters, KafkaProducerGateway broker, InstantSource clock) {
        this.deadLetters = deadLetters;
        this.broker = broker;
        this.clock = clock;
    }

    /** Newest first. */
    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        requireRole(caller);
        query.allowOnly("limit", "cursor");
        int limit = query.limit();
        Optional<PagePosition> after = query.cursor(2, PagePosition::at);
        query.check();
        return deadLetters.page(caller, after.orElse(null), limit).toJson(DeadLetters::toJson);
    }

    @GetMapping("/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        requireRole(caller);
        return DeadLetters.toJson(find(caller, id));
    }

    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, @Nullable Object> replay(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query,
            InputStream body) {
        requireRole(caller);
        Document letter = find(caller, id);
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        if (!DeadLetters.isWhole(letter)) {
            throw ProblemException.invalid(List.of(notWhole("", id)));
        }
        replay(caller, List.of(letter));
        return DeadLetters.toJson(find(caller, id));
    }

    /** Replays all of them or none: {@code {"ids": [...]}}, up to 100. */
    @PostMapping(path = "/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, List<String>> replayMany(@AuthenticationPrincipal Caller caller, Query query, JsonBody body) {
        requireRole(caller);
        query.allowOnly();
        query.check();
        List<String> ids = ReplayRequest.read(body);
        Map<String, Document> found = deadLetters.find(caller, ids);
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Document letter = found.get(id);
            if (letter == null) {
                throw ProblemException.notFound("dead letter", id);
            }
            if (!DeadLetters.isWhole(letter)) {
                violations.add(notWhole("/ids/" + i, id));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        replay(caller, ids.stream().map(id -> Objects.requireNonNull(found.get(id))).toList());
        return Map.of("ids", ids);
    }

    private static void requireRole(Caller caller) {
        if (!caller.isAdmin() && !caller.isOperator()) {
            throw ProblemException.forbidden("Only an admin or an operator can see and replay dead letters.");
        }
    }

    private Document find(Caller caller, String id) {
        return deadLetters.find(caller, id).orElseThrow(() -> ProblemException.notFound("dead letter", id));
    }

    private static Violation notWhole(String pointer, String id) {
        return new Violation(pointer, Violation.CONFLICT,
                "Dead letter \"" + id + "\" cannot be replayed because only its first part was stored.");
    }

    /**
     * Replays in the given order and records the replay after Kafka acknowledges all records, so that it can be
     * retried.
     */
    private void replay(Caller caller, List<Document> letters) {
        try {
            broker.append(letters.stream().map(letter -> new KafkaProducerGateway.Entry(Topics.LEAD_EVENTS,
                    DeadLetters.bytes(letter, "key"), DeadLetters.bytes(letter, "value"))).toList());
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("The replay of {} dead letters by {} was not acknowledged: {}", letters.size(),
                    caller.organizationId(), unavailable.toString());
            throw ProblemException.unavailable("Kafka did not acknowledge all records. Replay the dead letters again.");
        }
        List<String> ids = letters.stream().map(letter -> letter.getString("_id")).toList();
        deadLetters.replayed(caller, ids, clock.instant());
        LOG.info("{} of {} replayed the dead letters {}", caller.userId(), caller.organizationId(), ids);
    }
}
