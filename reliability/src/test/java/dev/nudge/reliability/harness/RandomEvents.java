package dev.nudge.reliability.harness;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events of producers: messages, changes of status, opt-outs and custom events about leads that come and go. Some
 * are repeated, some are sent to the wrong partition, some are malformed. The home partitions take turns, so that each
 * has a steady load. Leads have fewer events than the engine remembers ids.
 */
final class RandomEvents implements Supplier<ProducerRecord<byte[], byte[]>> {

    /** Marks malformed records. */
    static final String MALFORMED = "harness-malformed";
    static final List<String> OWNERS = List.of("olga", "omar", "otto");

    private static final int LEADS_AT_ONCE = 12;
    private static final int EVENTS_OF_A_LEAD = 24;
    private static final int REMEMBERED = 4;

    private final Random random;
    private final List<List<Lead>> leads = new ArrayList<>();
    private int leadCount;
    private int eventCount;

    private static final class Lead {
        private final int number;
        private final String id;
        private final Deque<ProducerRecord<byte[], byte[]>> sent = new ArrayDeque<>();
        private int events;

        private Lead(int number) {
            this.number = number;
            this.id = "lead-" + number;
        }
    }

    RandomEvents(long seed) {
        this.random = new Random(seed);
        for (int partition = 0; partition < Site.PARTITIONS; partition++) {
            leads.add(new ArrayList<>());
        }
        for (int partition = 0; partition < Site.PARTITIONS; partition++) {
            while (leads.get(partition).size() < LEADS_AT_ONCE) {
                newLead();
            }
        }
    }

    private void newLead() {
        Lead lead = new Lead(leadCount++);
        leads.get(TopicReader.home(lead.id, Site.PARTITIONS)).add(lead);
    }

    @Override
    public ProducerRecord<byte[], byte[]> get() {
        int chance = random.nextInt(100);
        if (chance < 2) {
            return malformed();
        }
        Lead lead = leadOf(eventCount % Site.PARTITIONS);
        if (chance < 8 && !lead.sent.isEmpty()) {
            return route(lead, new ArrayList<>(lead.sent).get(random.nextInt(lead.sent.size())).value());
        }
        String organization = chance < 14 ? ChangingOrganization.ID : ComparedOrganization.ID;
        ProducerRecord<byte[], byte[]> record = route(lead, JsonCodec.write(event(organization, lead)));
        lead.sent.addLast(record);
        if (lead.sent.size() > REMEMBERED) {
            lead.sent.removeFirst();
        }
        return record;
    }

    private Lead leadOf(int partition) {
        List<Lead> candidates = leads.get(partition);
        Lead lead = candidates.get(random.nextInt(candidates.size()));
        if (++lead.events >= EVENTS_OF_A_LEAD) {
            candidates.remove(lead);
            while (candidates.size() < LEADS_AT_ONCE) {
                newLead();
            }
        }
        return lead;
    }

    /** One record in ten is in another partition than its lead's, as from clients with another hash, or has no key. */
    private ProducerRecord<byte[], byte[]> route(Lead lead, byte[] value) {
        byte @Nullable [] key = random.nextInt(100) < 3 ? null : lead.id.getBytes(StandardCharsets.UTF_8);
        int partition = random.nextInt(100) < 10
                ? random.nextInt(Site.PARTITIONS)
                : TopicReader.home(lead.id, Site.PARTITIONS);
        return new ProducerRecord<>("lead.events", partition, key, value);
    }

    private Map<String, Object> event(String organization, Lead lead) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", "evt-" + eventCount++);
        event.put("organizationId", organization);
        event.put("leadId", lead.id);
        event.put("lead", attributes(lead));
        if (organization.equals(ChangingOrganization.ID)) {
            event.put("type", ChangingOrganization.eventType(random.nextInt(ChangingOrganization.EVENT_TYPES)));
            return event;
        }
        int chance = random.nextInt(100);
        if (chance < 50) {
            event.put("type", "message.received");
            event.put("data", Map.of("direction", oneOf("inbound", "inbound", "inbound", "outbound"), "channel",
                    oneOf("sms", "email"), "body", oneOf("What is the price?", "Yes please", "Stop", "Start")));
        } else if (chance < 70) {
            event.put("type", "status_change");
            event.put("data", Map.of("from", status(), "to", status()));
        } else if (chance < 80) {
            event.put("type", "lead.updated");
        } else if (chance < 88) { // as the API reports a user's message
            event.put("type", oneOf("lead.opted_out", "lead.opted_in"));
            event.put("data", Map.of("channel", oneOf("sms", "email", "whatsapp"), "by", oneOf("olga", "omar")));
        } else {
            event.put("type", "order.placed");
            event.put("data", Map.of("amount", random.nextInt(200)));
        }
        return event;
    }

    private Map<String, Object> attributes(Lead lead) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("phone", "+1415555" + (1_000 + (lead.number * 3 + random.nextInt(3)) % 9_000));
        attributes.put("firstName", oneOf("Ana", "Ben", "Cleo"));
        if (random.nextInt(3) == 0) {
            attributes.put("ownerId", OWNERS.get(random.nextInt(OWNERS.size())));
        }
        if (random.nextInt(4) == 0) {
            attributes.put("status", status());
        }
        if (random.nextInt(2) == 0) {
            attributes.put("email", lead.id + "@example.com");
        }
        return attributes;
    }

    private String status() {
        return oneOf("New lead", "New lead", "Contacted", "Won");
    }

    private String oneOf(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private ProducerRecord<byte[], byte[]> malformed() {
        String value = oneOf("", "no JSON", "{\"id\":\"evt\"}", "{\"id\":\"evt\",\"type\":\"status_change\","
                + "\"organizationId\":\"" + ComparedOrganization.ID + "\",\"leadId\":\"lead-0\",\"data\":{}}");
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("lead.events", random.nextInt(Site.PARTITIONS),
                "lead-0".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        record.headers().add(MALFORMED, new byte[0]);
        return record;
    }
}
