package dev.nudge.api.message;

import dev.nudge.Topics;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.web.ProblemException;
import dev.nudge.message.MessageState;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Requests further attempts of messages: each message's command is appended again with the next attempt number. Only
 * delivery writes messages, and it makes each attempt once, so that concurrent requests cause one attempt.
 */
final class RetryCommands {

    private final PagedCollection commands;
    private final KafkaProducerGateway producer;

    /** @param commands the messages, in the form of their original records */
    RetryCommands(PagedCollection commands, KafkaProducerGateway producer) {
        this.commands = commands;
        this.producer = producer;
    }

    /** The number of the attempt that a retry of a stored message requests. */
    static int nextAttempt(Document message) {
        return message.getInteger("attempt", 1) + 1;
    }

    /** @throws ProblemException when Kafka does not acknowledge all commands */
    void append(List<Document> messages) {
        producer.append(messages.stream().map(this::entry).toList(), "retries of " + messages.size() + " messages",
                "Kafka did not acknowledge the retry. Send the request again.");
    }

    private Entry entry(Document message) {
        Map<String, @Nullable Object> command = commands.toJson(message);
        command.put("attempt", nextAttempt(message));
        if (MessageState.EXPIRED.name().equals(message.getString("state"))) {
            command.put("nextOpening", true);
        }
        return new Entry(Topics.MESSAGE_COMMANDS, message.getString("leadId"), command);
    }
}
