package dev.nudge.api.message;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.message.DeliveryReport;
import dev.nudge.message.MessageState;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/messages/{id}/resolve}: an admin who knows what became of a message in state {@code UNKNOWN} records
 * it (G2). Only delivery writes messages; it applies the record of {@code message.status}.
 */
@RestController
final class ResolveController {

    private static final Logger LOG = LoggerFactory.getLogger(ResolveController.class);
    private static final int MAX_COMMENT_LENGTH = 500;
    private static final Set<String> STATES = Set.of(MessageState.SENT.name(), MessageState.FAILED.name());

    private final PagedCollection messages;
    private final KafkaProducerGateway producer;
    private final InstantSource clock;

    ResolveController(PagedCollection messages, KafkaProducerGateway producer, InstantSource clock) {
        this.messages = messages;
        this.producer = producer;
        this.clock = clock;
    }

    private record Resolution(MessageState state, String comment) {}

    @PostMapping(path = "/api/messages/{id}/resolve", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> resolve(@AuthenticationPrincipal Caller caller, @PathVariable String id, JsonBody body) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can resolve a message.");
        }
        Document message = messages.find(caller.organizationId(), id)
                .orElseThrow(() -> ProblemException.notFound("message", id));
        Resolution resolution = read(body.object());
        String state = message.getString("state");
        if (!MessageState.UNKNOWN.name().equals(state)) {
            throw ProblemException.conflict("Expected a message in state UNKNOWN but found " + state + ".");
        }
        append(message, resolution, caller);
        LOG.info("{} of {} resolved message {} as {}", caller.userId(), caller.organizationId(), id,
                resolution.state());
        return Map.of("id", id, "state", resolution.state().name());
    }

    private static Resolution read(Map<String, @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("state", "comment"));
        String state = object.requiredText("state", 20);
        if (!state.isBlank() && !STATES.contains(state)) {
            object.violation("state", Violation.UNKNOWN_VALUE,
                    "Expected SENT or FAILED in \"state\" but found " + JsonObject.typeOf(state) + ".");
        }
        String comment = object.requiredText("comment", MAX_COMMENT_LENGTH);
        ProblemException.throwIfInvalid(object);
        return new Resolution(MessageState.valueOf(state), comment);
    }

    private void append(Document message, Resolution resolution, Caller caller) {
        String id = message.getString("_id");
        DeliveryReport status = DeliveryReport.ofAdmin(caller.organizationId(), id, message.getString("leadId"),
                resolution.state(), clock.instant(), caller.userId(), resolution.comment());
        producer.append(List.of(Entry.of(status)), "the resolution of message " + id,
                "Kafka did not acknowledge the resolution. Send the request again.");
    }
}
