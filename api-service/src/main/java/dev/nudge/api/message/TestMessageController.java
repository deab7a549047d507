package dev.nudge.api.message;

import dev.nudge.Limits;
import dev.nudge.Topics;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.security.Caller;
import dev.nudge.api.template.Templates;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestId;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.message.Message;
import dev.nudge.message.Message.RecipientKind;
import dev.nudge.message.MessageContent;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/test-messages}: an admin sends a template through the provider. The message goes to delivery like
 * any other, which honours opt-outs of the address (F5). It belongs to no automation, and counts for no lead: like an
 * SMS to a user, it does not come back as {@code message.sent} (G4).
 */
@RestController
final class TestMessageController {

    /** Stands where a message has the id of its automation. */
    private static final String NO_AUTOMATION = "test";
    private static final Logger LOG = LoggerFactory.getLogger(TestMessageController.class);

    private final Organizations organizations;
    private final Templates templates;
    private final KafkaProducerGateway producer;
    private final InstantSource clock;

    TestMessageController(Organizations organizations, Templates templates, KafkaProducerGateway producer,
            @Qualifier("apiClock") InstantSource clock) {
        this.organizations = organizations;
        this.templates = templates;
        this.producer = producer;
        this.clock = clock;
    }

    @HeavyRequest
    @PostMapping(path = "/api/test-messages", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> send(@AuthenticationPrincipal Caller caller, RequestId requestId, JsonBody body) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can send a test message.");
        }
        TestMessage test = TestMessage.read(body.object(), organizations.settings(caller.organizationId()), templates);
        Message message = message(test, caller, requestId);
        producer.append(
                List.of(new Entry(Topics.MESSAGE_COMMANDS, message.leadId().getBytes(StandardCharsets.UTF_8),
                        JsonCodec.write(message))),
                "a test message", "Kafka did not acknowledge the message. Send the request again.");
        LOG.info("{} of {} sent the test message {}", caller.userId(), caller.organizationId(), message.id());
        return Map.of("id", message.id());
    }

    /** A request that is repeated with its {@code Idempotency-Key} has the same message, which delivery sends once. */
    private Message message(TestMessage test, Caller caller, RequestId requestId) {
        MessageContent content = test.content();
        return new Message("m-" + LeadEvent.fingerprint("test", caller.organizationId(), requestId.value()),
                caller.organizationId(),
                NO_AUTOMATION, 0, Json.cut("test-" + caller.userId(), Limits.MAX_ID_LENGTH), 0, 0, Message.TO_USER,
                RecipientKind.USER, test.channel(), test.to(), test.template(), content.subject(), content.text(),
                content.contentSid(), content.contentVariables(), null, test.variables(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS), null, true);
    }
}
