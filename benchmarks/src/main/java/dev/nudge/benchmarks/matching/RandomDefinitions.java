package dev.nudge.benchmarks.matching;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Automations of many organizations, and events that match some of them. The same seed gives the same. */
final class RandomDefinitions {

    private static final List<String> TYPES = List.of("message.received", Definition.STATUS_CHANGE, "lead.updated",
            "form.submitted", "call.missed");
    private static final List<String> STATUSES = List.of("New lead", "Contacted", "Qualified", "Visit planned",
            "Offer sent", "Lost");
    private static final List<String> SOURCES = List.of("Google", "Organic Search", "Facebook", "Partner", "Portal",
            "Referral", "Walk-in", "Newsletter");
    private static final List<String> PRODUCTS = List.of("the flat", "the house", "the office", "the garage");
    private static final List<String> OCCUPATIONS = List.of("Student", "Working Professional", "Retired",
            "Self-employed", "Investor");
    private static final List<String> PREFIXES = List.of("+1", "+351", "+44", "+49");
    private static final List<String> CHANNELS = List.of("sms", "whatsapp", "email");
    private static final int MAX_VISITS = 10;

    /** An event's JSON, and its organization. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Event(String organizationId, byte[] json) {}

    private final Random random;

    RandomDefinitions(long seed) {
        this.random = new Random(seed);
    }

    /** Automations of the organizations {@code org-0}, {@code org-1} and so on. */
    List<Definition> definitions(int organizations, int each) {
        return IntStream.range(0, organizations * each)
                .mapToObj(number -> definition("org-" + number / each, "automation-" + number)).toList();
    }

    private Definition definition(String organizationId, String id) {
        String type = one(TYPES);
        List<String> from = random.nextInt(10) < 3 ? List.of() : some(STATUSES, 2);
        List<String> to = type.equals(Definition.STATUS_CHANGE) && random.nextBoolean()
                ? some(STATUSES, 2)
                : List.of();
        return new Definition(organizationId, id, 1, type, from, to, criteria());
    }

    private List<Criterion> criteria() {
        List<Criterion> all = new ArrayList<>(List.of(new Criterion.In("lead.source", some(SOURCES, 3)),
                new Criterion.AtLeast("lead.totalVisits", random.nextInt(MAX_VISITS)),
                new Criterion.Any(List.of(new Criterion.In("lead.product", some(PRODUCTS, 2)),
                        random.nextBoolean()
                                ? new Criterion.Exists("lead.email")
                                : new Criterion.All(List.of(new Criterion.In("data.channel", some(CHANNELS, 1)),
                                        new Criterion.Exists("lead.agent"))))),
                new Criterion.Not(new Criterion.In("lead.occupation", some(OCCUPATIONS, 2))),
                new Criterion.StartsWith("lead.phone", one(PREFIXES))));
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, 1 + random.nextInt(3)));
    }

    /** An event of any of the organizations {@code org-0}, {@code org-1} and so on. */
    Event event(int organizations, int number) {
        return event("org-" + random.nextInt(organizations), one(TYPES), number);
    }

    /** An event of an organization and a type. */
    Event event(String organizationId, String type, int number) {
        String from = one(STATUSES);
        String data = switch (type) {
            case "message.received" -> """
                    {"direction":"inbound","channel":"%s","body":"Can I see it on day %d, at about %d o'clock?"}"""
                    .formatted(one(CHANNELS), random.nextInt(28), random.nextInt(12));
            case Definition.STATUS_CHANGE -> """
                    {"from":"%s","to":"%s"}""".formatted(from, other(STATUSES, from));
            case "form.submitted" -> """
                    {"form":"visit-%d","channel":"email"}""".formatted(random.nextInt(50));
            case "call.missed" -> """
                    {"seconds":%d,"line":"sales"}""".formatted(random.nextInt(60));
            default -> "{}";
        };
        String json = """
                {"id":"evt-%d","type":"%s","organizationId":"%s","leadId":"lead-%d",\
                "occurredAt":"2026-04-22T10:14:%02d.%03dZ","data":%s,"lead":{"firstName":"Ana","phone":"%s5550%04d",\
                "timezone":"America/New_York","status":"%s","source":"%s","totalVisits":%d,"occupation":"%s",\
                "product":"%s"%s%s}}"""
                .formatted(number, type, organizationId, random.nextInt(1_000_000), random.nextInt(60),
                        random.nextInt(1_000), data, one(PREFIXES), random.nextInt(10_000), one(STATUSES),
                        one(SOURCES), random.nextInt(MAX_VISITS), one(OCCUPATIONS), one(PRODUCTS),
                        random.nextBoolean() ? ",\"email\":\"lead" + number + "@example.com\"" : "",
                        random.nextInt(3) == 0 ? ",\"agent\":\"agent-" + random.nextInt(9) + "\"" : "");
        return new Event(organizationId, json.getBytes(StandardCharsets.UTF_8));
    }

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> T other(List<T> values, T than) {
        return one(values.stream().filter(value -> !value.equals(than)).toList());
    }

    private <T> List<T> some(List<T> values, int most) {
        List<T> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, 1 + random.nextInt(most)));
    }
}
