package dev.nudge.api.deadletter;

import dev.nudge.api.event.EventBatch;
import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.api.web.RequestId;
import dev.nudge.api.web.Warning;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/dead-letters}, for admins and operators. */
@RestController
@RequestMapping("/api/dead-letters")
final class DeadLetterController {

    private final DeadLetters deadLetters;
    private final DeadLetterReplay replay;

    DeadLetterController(DeadLetters deadLetters, DeadLetterReplay replay) {
        this.deadLetters = deadLetters;
        this.replay = replay;
    }

    /** Newest first. */
    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        requireRole(caller);
        query.allowOnly("limit", "cursor", "reason", "topic", "from", "to", "replayed");
        int limit = query.limit();
        DeadLetterFilter filter = DeadLetterFilter.read(query);
        Optional<PagePosition> after = query.cursor(2, PagePosition::at);
        query.check();
        return deadLetters.page(caller, filter, after.orElse(null), limit).toJson(DeadLetters::toJson);
    }

    @GetMapping("/groups")
    Map<String, Object> groups(@AuthenticationPrincipal Caller caller, Query query) {
        requireRole(caller);
        query.allowOnly("reason", "topic", "from", "to", "replayed");
        DeadLetterFilter filter = DeadLetterFilter.read(query);
        query.check();
        return deadLetters.groups(caller, filter).toJson();
    }

    @GetMapping("/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        requireRole(caller);
        return DeadLetters.toJson(find(caller, id));
    }

    /** Replays the original, or the event in {@code {"value": {...}}}, which must be one that HTTP callers may send. */
    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, @Nullable Object> replay(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query,
            JsonBody body) {
        requireRole(caller);
        Document letter = find(caller, id);
        query.allowOnly();
        query.check();
        JsonObject sent = JsonObject.of(body.optionalObject());
        if (sent.names().isEmpty()) {
            if (!DeadLetters.isWhole(letter)) {
                throw ProblemException.invalid(List.of(notWhole("", id)));
            }
            replay.originals(caller, List.of(letter));
            return DeadLetters.toJson(find(caller, id));
        }
        EventBatch.Accepted edited = edited(caller, letter, sent);
        replay.edited(caller, id, edited.events().getFirst());
        Map<String, @Nullable Object> answer = DeadLetters.toJson(find(caller, id));
        Warning.addTo(answer, edited.warnings());
        return answer;
    }

    /**
     * An event whose organization could not be read becomes one of the operator's organization. One without an id gets
     * the same id each time, so that a repeated replay has no effect on the lead (E5).
     */
    private static EventBatch.Accepted edited(Caller caller, Document letter, JsonObject sent) {
        sent.allowOnly(Set.of("value"));
        Object value = sent.get("value");
        if (!(value instanceof Map<?, ?>)) {
            sent.violation("value", sent.has("value") ? Violation.TYPE : Violation.REQUIRED,
                    "Expected the edited event, an object, in \"value\".");
        }
        if (!sent.violations().isEmpty() || !(value instanceof Map<?, ?> event)) {
            throw ProblemException.invalid(sent.violations());
        }
        String owner = letter.getString("organizationId");
        RequestId id = new RequestId(LeadEvent.fingerprint(letter.getString("_id"),
                new String(JsonCodec.write(event), StandardCharsets.UTF_8)));
        return EventBatch.readOne(owner == null ? caller.organizationId() : owner, id, event, "/value");
    }

    /** Replays all given ones or none; or those that match a filter, which a dry run only counts (200). */
    @HeavyRequest
    @PostMapping(path = "/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> replayMany(@AuthenticationPrincipal Caller caller, Query query,
            JsonBody body) {
        requireRole(caller);
        query.allowOnly();
        query.check();
        Map<String, Object> answer = new LinkedHashMap<>();
        return switch (ReplayRequest.read(body)) {
            case ReplayRequest.OfIds(List<String> ids) -> {
                replay.originals(caller, whole(caller, ids));
                answer.put("ids", ids);
                yield answer(answer, ids.size(), ids.size(), false);
            }
            case ReplayRequest.OfFilter(var filter, boolean isDryRun, int limit) -> {
                long matched = deadLetters.countToReplay(caller, filter);
                yield answer(answer, matched, isDryRun ? 0 : replay.matching(caller, filter, limit), isDryRun);
            }
        };
    }

    private static ResponseEntity<Map<String, Object>> answer(Map<String, Object> answer, long matched, int replayed,
            boolean isDryRun) {
        answer.put("matched", matched);
        answer.put("replayed", replayed);
        answer.put("dryRun", isDryRun);
        return ResponseEntity.status(isDryRun ? HttpStatus.OK : HttpStatus.ACCEPTED).body(answer);
    }

    private List<Document> whole(Caller caller, List<String> ids) {
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
        return ids.stream().map(id -> Objects.requireNonNull(found.get(id))).toList();
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
}
