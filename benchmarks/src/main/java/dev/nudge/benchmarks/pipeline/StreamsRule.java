package dev.nudge.benchmarks.pipeline;

import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Merges an event into its lead, evaluates the conditions with the lead, and publishes a message and a decision. */
final class StreamsRule implements Processor<String, byte[], String, byte[]> {

    private static final JsonNode INBOUND = StringNode.valueOf("inbound");
    private static final JsonNode SEARCH = new JsonMapper().valueToTree(Rule.SOURCES);
    private static final JsonNode VISITS = IntNode.valueOf(3);
    private static final JsonNode REFUSAL = StringNode.valueOf(Rule.REFUSAL);

    private final JsonMapper json = new JsonMapper();
    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable KeyValueStore<String, byte[]> leads;

    @Override
    public void init(ProcessorContext<String, byte[]> started) {
        context = started;
        leads = started.getStateStore(StreamsPipeline.STORE);
    }

    @Override
    public void process(Record<String, byte[]> event) {
        KeyValueStore<String, byte[]> store = Objects.requireNonNull(leads);
        byte @Nullable [] stored = store.get(event.key());
        ObjectNode lead = stored == null ? json.createObjectNode() : (ObjectNode) json.readTree(stored);
        JsonNode read = json.readTree(event.value());
        merge(lead, read);
        store.put(event.key(), json.writeValueAsBytes(lead));
        decide(event, lead, read.path("id").stringValue(""), Instant.ofEpochMilli(event.timestamp()).toString());
    }

    private static void merge(ObjectNode lead, JsonNode event) {
        ObjectNode attributes = lead.withObject("/attributes");
        event.path("lead").forEachEntry(attributes::set);
        JsonNode data = event.path("data");
        lead.set("lastInboundDirection", data.path("direction"));
        lead.set("lastInboundChannel", data.path("channel"));
        lead.set("lastInboundBody", data.path("body"));
        lead.set("lastInboundAt", event.path("occurredAt"));
    }

    private void decide(Record<String, byte[]> event, ObjectNode lead, String eventId, String at) {
        JsonNode attributes = lead.path("attributes");
        ArrayNode trace = json.createArrayNode();
        boolean fires = attributes.path("status").stringValue("").equals("New lead") && holds(lead, attributes, trace);
        ObjectNode decision = json.createObjectNode().put("id", "d-" + eventId)
                .put("organizationId", NudgeConfiguration.ORGANIZATION).put("automationId", "automation-0")
                .put("automationVersion", 1).put("leadId", event.key()).put("eventId", eventId)
                .put("eventType", "message.received").put("outcome", fires ? "FIRED" : "SKIPPED")
                .put("reason", fires ? "IMMEDIATE" : "CONDITIONS").set("trace", trace);
        ArrayNode messages = decision.putArray("messageIds");
        decision.put("at", at);
        if (fires) {
            messages.add("m-" + eventId);
            forward(event, PeerMessage.of("m-" + eventId, event.key(), attributes, at), StreamsPipeline.MESSAGES);
        }
        forward(event, json.writeValueAsBytes(decision), StreamsPipeline.DECISIONS);
    }

    private boolean holds(ObjectNode lead, JsonNode attributes, ArrayNode trace) {
        JsonNode direction = lead.path("lastInboundDirection");
        JsonNode source = attributes.path("source");
        JsonNode visits = attributes.path("totalVisits");
        JsonNode body = lead.path("lastInboundBody");
        boolean isInbound = trace(trace, "lastInboundDirection", "eq", INBOUND, direction,
                direction.equals(INBOUND));
        boolean isFromSearch = trace(trace, "source", "in", SEARCH, source,
                Rule.SOURCES.contains(source.stringValue("")));
        boolean hasVisited = trace(trace, "totalVisits", "gte", VISITS, visits, visits.intValue(0) >= 3);
        boolean refuses = trace(trace, "lastInboundBody", "matches", REFUSAL, body,
                Rule.refuses(body.stringValue("")));
        return isInbound && (isFromSearch || hasVisited) && !refuses;
    }

    private static boolean trace(ArrayNode trace, String field, String operator, JsonNode expected, JsonNode actual,
            boolean held) {
        trace.addObject().put("field", field).put("op", operator).put("held", held).set("expected", expected)
                .set("actual", actual);
        return held;
    }

    private void forward(Record<String, byte[]> event, byte[] value, String topic) {
        Objects.requireNonNull(context).forward(event.withValue(value), topic);
    }
}
