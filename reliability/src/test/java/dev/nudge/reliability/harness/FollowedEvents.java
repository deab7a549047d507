package dev.nudge.reliability.harness;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Orders, which are confirmed at once and followed up after seconds, messages, which are answered, and opt-outs. Each
 * text of the organization occurs once.
 */
final class FollowedEvents implements Supplier<ProducerRecord<byte[], byte[]>> {

    static final Map<String, String> TEMPLATES = Map.of(
            "confirm", "Order {{event.data.reference}} is confirmed.",
            "remind", "Order {{event.data.reference}} is ready.",
            "thank", "Thank you for order {{event.data.reference}}.",
            "answer", "We have read your message {{event.data.reference}}.");

    static final List<String> AUTOMATIONS = List.of("""
            { "name": "Confirms", "event": "order.placed", "triggerLogicType": "event",
              "actions": { "sendMessage": [ { "template": "confirm", "channel": "sms" } ] } }""", """
            { "name": "Reminds", "event": "order.placed", "triggerLogicType": "timer",
              "timerLogic": { "delay": 3, "unit": "seconds" },
              "actions": { "sendMessage": [ { "template": "remind", "channel": "sms" } ] } }""", """
            { "name": "Thanks", "event": "order.placed", "triggerLogicType": "timer",
              "timerLogic": { "delay": 5, "unit": "seconds" },
              "actions": { "sendMessage": [ { "template": "thank", "channel": "email" } ] } }""", """
            { "name": "Answers", "event": "message.received", "triggerLogicType": "event",
              "actions": { "sendMessage": [ { "template": "answer", "channel": "whatsapp" } ] } }""");

    private static final int LEADS_AT_ONCE = 50;
    private static final int EVENTS_OF_A_LEAD = 3;

    private final Random random;
    private final String prefix;
    private final int partitions;
    private int count;

    FollowedEvents(long seed) {
        this(seed, "evt-", Site.PARTITIONS);
    }

    /**
     * @param prefix of the ids of the events
     * @param partitions of the topic
     */
    FollowedEvents(long seed, String prefix, int partitions) {
        this.random = new Random(seed);
        this.prefix = prefix;
        this.partitions = partitions;
    }

    @Override
    public ProducerRecord<byte[], byte[]> get() {
        int number = count % LEADS_AT_ONCE + count / (LEADS_AT_ONCE * EVENTS_OF_A_LEAD) * LEADS_AT_ONCE;
        String leadId = "lead-" + number;
        Map<String, Object> event = new LinkedHashMap<>();
        String id = prefix + count++;
        event.put("id", id);
        event.put("organizationId", ComparedOrganization.ID);
        event.put("leadId", leadId);
        event.put("lead", Map.of("phone", "+1415555" + (1_000 + number % 9_000), "email",
                leadId + "@example.com"));
        int chance = random.nextInt(100);
        if (chance < 80) {
            event.put("type", "order.placed");
            event.put("data", Map.of("reference", id));
        } else if (chance < 97) {
            event.put("type", "message.received");
            event.put("data", Map.of("direction", "inbound", "channel", "whatsapp", "body", "Is it ready?",
                    "reference", id));
        } else {
            event.put("type", "lead.opted_out");
            event.put("data", Map.of("channel", "sms", "by", "olga"));
        }
        return new ProducerRecord<>("lead.events", TopicReader.home(leadId, partitions),
                leadId.getBytes(StandardCharsets.UTF_8), JsonCodec.write(event));
    }
}
