package dev.nudge.api.message;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;

import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Channel;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which messages to retry.
 *
 * @param filter selects messages of any organization
 * @param limit how many messages are retried at most
 */
record BulkRetryRequest(Bson filter, boolean isDryRun, int limit) {

    static final int MAX_MESSAGES = 10_000;

    private static final int MAX_TEXT_LENGTH = 1_000;
    private static final String STATES = Arrays.stream(MessageState.values()).filter(MessageState::canBeRetried)
            .map(MessageState::name).collect(Collectors.joining(", "));

    /**
     * @param body {@code {"filter": {...}, "dryRun": true, "limit": 100}}
     * @throws ProblemException with all violations
     */
    static BulkRetryRequest read(Map<String, @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("filter", "dryRun", "limit"));
        Stream.of("filter", "dryRun").filter(name -> !object.has(name)).forEach(
                name -> object.violation(name, Violation.REQUIRED, "\"" + name + "\" is required."));
        JsonObject sent = object.object("filter");
        List<Bson> filters = sent == null ? List.of() : filters(sent);
        Boolean dryRun = object.bool("dryRun");
        Integer limit = object.integer("limit", 1, MAX_MESSAGES);
        ProblemException.throwIfInvalid(object);
        return new BulkRetryRequest(and(filters), !Boolean.FALSE.equals(dryRun), limit == null ? MAX_MESSAGES : limit);
    }

    private static List<Bson> filters(JsonObject sent) {
        sent.allowOnly(Set.of("state", "channel", "provider", "automationId", "leadId", "from", "to", "code"));
        List<Bson> filters = new ArrayList<>();
        filters.add(state(sent));
        filters.add(ne("test", true));
        Channel.read(sent, "channel").ifPresent(channel -> filters.add(eq("channel", channel.json())));
        equal(sent, "provider", "provider").ifPresent(filters::add);
        equal(sent, "automationId", "automationId").ifPresent(filters::add);
        equal(sent, "leadId", "leadId").ifPresent(filters::add);
        equal(sent, "code", "providerCode").ifPresent(filters::add);
        Instant from = sent.instant("from");
        if (from != null) {
            filters.add(gte("firedAt", Date.from(from)));
        }
        Instant to = sent.instant("to");
        if (to != null) {
            filters.add(lt("firedAt", Date.from(to)));
        }
        return filters;
    }

    /** An unknown message may have been sent, so that it is retried only if it is asked for. */
    private static Bson state(JsonObject sent) {
        String name = sent.text("state", MAX_TEXT_LENGTH);
        if (name == null) {
            return in("state", MessageState.FAILED.name(), MessageState.EXPIRED.name());
        }
        if (MessageState.named(name).filter(MessageState::canBeRetried).isEmpty()) {
            sent.violation("state", Violation.UNKNOWN_VALUE, "Expected one of " + STATES + " in \"state\" but found "
                    + JsonObject.typeOf(name) + ".");
        }
        return eq("state", name);
    }

    private static Optional<Bson> equal(JsonObject sent, String name, String field) {
        return Optional.ofNullable(sent.text(name, MAX_TEXT_LENGTH)).map(text -> eq(field, text));
    }
}
