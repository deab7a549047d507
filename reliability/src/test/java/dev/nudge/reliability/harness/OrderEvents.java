package dev.nudge.reliability.harness;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Orders of leads that come and go. Each event sends one text message. {@code nudge.harness.repeated-texts} is the
 * percentage of texts that are repeated, also by another lead with the same phone, so that a provider's list of
 * messages does not show which of them it has taken.
 */
final class OrderEvents implements Supplier<ProducerRecord<byte[], byte[]>> {

    private static final String ORGANIZATION = "delivering";
    private static final String EVENT = "order.placed";
    private static final int LEADS_AT_ONCE = 50;
    private static final int EVENTS_OF_A_LEAD = 5;
    private static final int LEADS_WITH_ONE_PHONE = 2;
    private static final int REPEATED_PERCENT = Integer.getInteger("nudge.harness.repeated-texts", 20);

    private final Random random;
    private int count;

    OrderEvents(long seed) {
        this.random = new Random(seed);
    }

    /** Creates the automation that answers the events. */
    static void createAutomation(Site site) {
        Client creator = site.user(ORGANIZATION, "dana");
        creator.put("/api/templates/order", Map.of("body", "Your order {{event.data.reference}} is on its way."));
        creator.post("/api/automations", Map.of("name", "Confirms orders", "event", EVENT, "triggerLogicType", "event",
                "actions", Map.of("sendMessage", List.of(Map.of("template", "order", "channel", "sms")))));
        new RegistryProbe(site).awaitEqual(ORGANIZATION);
    }

    @Override
    public ProducerRecord<byte[], byte[]> get() {
        int number = count % LEADS_AT_ONCE + count / (LEADS_AT_ONCE * EVENTS_OF_A_LEAD) * LEADS_AT_ONCE;
        String leadId = "lead-" + number;
        String phone = "+1415555" + (1_000 + number / LEADS_WITH_ONE_PHONE % 9_000);
        String id = "evt-" + count++;
        Map<String, Object> event = Map.of("id", id, "type", EVENT, "organizationId", ORGANIZATION, "leadId", leadId,
                "data", Map.of("reference", random.nextInt(100) < REPEATED_PERCENT ? "as usual" : id),
                "lead", Map.of("phone", phone));
        return new ProducerRecord<>("lead.events", TopicReader.home(leadId, Site.PARTITIONS),
                leadId.getBytes(StandardCharsets.UTF_8), JsonCodec.write(event));
    }
}
