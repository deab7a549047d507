package dev.nudge.benchmarks.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes inbound messages of leads with varied attributes. A fifth of them do not fulfil the {@link Rule}, by their text
 * or by the lead's source.
 */
public final class LeadEvents {

    /** The number of leads that the events belong to. */
    public static final int LEADS = Integer.getInteger("leads", 20_000);

    private static final List<String> NAMES = List.of("Ana", "Ben", "Chloe", "Dmitri", "Elif", "Farid", "Grace", "Hiro",
            "Ines", "Jonas", "Katarzyna", "Liam", "Maria-José", "Nadia", "Oluwaseun", "Priya");
    private static final List<String> PRODUCTS = List.of("the flat", "the house by the lake",
            "the studio on Main Street",
            "the loft", "the two-bedroom apartment", "the garage", "the cottage", "the penthouse");
    private static final List<String> SOURCES = List.of("Google", "Organic Search", "Referral", "Facebook",
            "Trade fair",
            "Partner website");
    private static final List<String> QUESTIONS = List.of("Is it still available? I could come by on day %d.",
            "What is the monthly rent, and is a deposit of %d weeks required?",
            "My partner and I would like to see it. We are %d people in total.",
            "Does it have a balcony and parking? Floor %d would be ideal for us.");
    private static final List<String> REFUSALS = List.of("Thank you, but we have found something else on day %d.",
            "We already rented one %d days ago.");

    private static final AtomicInteger MAKERS = new AtomicInteger();

    private final Random random = new Random(7);
    /** In the ids of events, which no other maker uses. */
    private final int maker = MAKERS.incrementAndGet();
    private int number;

    /**
     * Events in the order in which they are produced.
     *
     * @param leads the leads' ids
     * @param values the events' JSON
     * @param messages what must follow from them
     */
    public record Batch(List<String> leads, List<byte[]> values, Messages messages) {

        public int size() {
            return values.size();
        }

        /** An event under its lead's id. */
        public ProducerRecord<byte[], byte[]> record(String topic, int index) {
            return new ProducerRecord<>(topic, leads.get(index).getBytes(StandardCharsets.UTF_8), values.get(index));
        }
    }

    /** @return events of consecutive leads */
    public Batch next(int count) {
        List<String> leads = new ArrayList<>(count);
        List<byte[]> values = new ArrayList<>(count);
        Messages messages = Messages.NONE;
        for (int i = 0; i < count; i++) {
            messages = messages.and(addNext(leads, values));
        }
        return new Batch(leads, values, messages);
    }

    /** @return the messages that must follow from the event */
    private Messages addNext(List<String> leads, List<byte[]> values) {
        int index = number++ % LEADS;
        String lead = "lead-" + index;
        String name = any(NAMES);
        String product = any(PRODUCTS);
        String source = any(SOURCES);
        int visits = Rule.SOURCES.contains(source) ? random.nextInt(9) : 3 + random.nextInt(6);
        String body = any(QUESTIONS);
        boolean holds = random.nextInt(5) > 0;
        if (!holds && random.nextBoolean()) {
            body = any(REFUSALS);
        } else if (!holds) {
            source = SOURCES.get(2 + random.nextInt(SOURCES.size() - 2));
            visits = random.nextInt(3);
        }
        leads.add(lead);
        values.add("""
                {"id":"evt-%d-%d","type":"message.received","organizationId":"%s","leadId":"%s",\
                "occurredAt":"%s",\
                "data":{"direction":"inbound","channel":"sms","body":"%s"},\
                "lead":{"firstName":"%s","phone":"+1415555%04d","timezone":"America/New_York","status":"New lead",\
                "source":"%s","origin":"API","totalVisits":%d,"occupation":"Working Professional",\
                "product":"%s","email":"lead%d@example.com"}}"""
                .formatted(maker, number, NudgeConfiguration.ORGANIZATION, lead, Instant.now(),
                        body.formatted(random.nextInt(28)),
                        name,
                        index % 10_000, source, visits, product, index)
                .getBytes(StandardCharsets.UTF_8));
        return holds ? Messages.of(Rule.text(name, product)) : Messages.NONE;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
