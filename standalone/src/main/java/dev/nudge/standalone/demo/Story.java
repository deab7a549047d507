package dev.nudge.standalone.demo;

import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The events of one lead, in their order. What would happen after the end of the history is left out. */
final class Story {

    private static final long SEED = 20_261_130;
    private static final List<String> FIRST_NAMES = List.of("Ana", "Ben", "Carla", "Daniel", "Emma", "Felix", "Grace",
            "Hugo", "Ines", "Jack", "Kim", "Leo", "Mia", "Noah", "Olivia", "Paul", "Quinn", "Rosa", "Sam", "Tara",
            "Uma", "Victor", "Wanda", "Yusuf", "Zoe");
    private static final List<String> LAST_NAMES = List.of("Adams", "Brown", "Costa", "Diaz", "Evans", "Fischer",
            "Garcia", "Hughes", "Ito", "Jensen", "Khan", "Lopes", "Miller", "Novak", "O'Brien", "Petrov", "Silva",
            "Turner", "Weber");
    private static final List<String> INTERESTS = List.of("the garden apartment", "the two-bedroom house",
            "the electric van", "solar panels", "the kitchen in oak", "a heat pump");
    private static final List<String> SOURCES = List.of("website", "trade fair", "recommendation", "newsletter");
    private static final List<String> ZONES = List.of("America/New_York", "America/Los_Angeles", "America/Chicago",
            "Europe/Lisbon", "Europe/London", "Eastern Standard Time", "America/Denver");
    private static final List<String> AREA_CODES = List.of("212", "415", "312", "617", "303", "206", "512");
    /** Names that a page must show as they are. */
    private static final Map<Integer, String> MARKUP_NAMES = Map.of(30, "<b>Bold</b>", 50,
            "<img src=x onerror=alert(1)>", 74, "{{name}}", 90, "Ana <script>alert(1)</script>");
    private static final List<String> OWNERS = List.of(Recipes.ALICE, Recipes.ALICE, Recipes.ALICE, Recipes.ALICE,
            Recipes.BOB, Recipes.BOB, Recipes.BOB, Recipes.MARIA, Recipes.MARIA);

    private final Plan plan;
    private final int number;
    private final Random random;
    private final List<DemoEvent> events = new ArrayList<>();
    private String zone;
    private String status = "New lead";
    private Instant moment;

    Story(Plan plan, int number) {
        this.plan = plan;
        this.number = number;
        this.random = new Random(SEED + number * 7_919L);
        this.zone = one(ZONES);
        this.moment = firstMoment();
    }

    /** The leads came over the two weeks, by day in their time zones. */
    private Instant firstMoment() {
        ZoneId local = ZoneId.of(zone.startsWith("Eastern") ? "America/New_York" : zone);
        LocalTime time = LocalTime.of(8 + below(15), below(60), below(60));
        int daysAgo = Plan.DAYS - 1 - number * (Plan.DAYS - 1) / Plan.LEADS;
        Instant at = plan.now().atZone(local).toLocalDate().minusDays(daysAgo).atTime(time).atZone(local).toInstant();
        return at.isBefore(plan.now()) ? at : at.minus(Duration.ofDays(1));
    }

    List<DemoEvent> events() {
        return events;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    void beginAt(Instant instant) {
        moment = instant;
    }

    void in(String timezone) {
        zone = timezone;
    }

    /** The next event comes after about this time. */
    Story after(Duration duration) {
        long millis = duration.toMillis();
        moment = moment.plusMillis(millis - millis / 10 + (long) (random.nextDouble() * millis / 5));
        return this;
    }

    void created() {
        Map<String, @Nullable Object> lead = attributes();
        lead.put("interest", one(INTERESTS));
        add("lead.created", Map.of("form", "contact", "source", one(SOURCES)), lead);
    }

    /** Without what the lead is interested in, so that nothing is sent at once. */
    void createdQuietly() {
        add("lead.created", Map.of("form", "call me"), attributes());
    }

    private Map<String, @Nullable Object> attributes() {
        String first = MARKUP_NAMES.getOrDefault(number, one(FIRST_NAMES));
        String last = one(LAST_NAMES);
        Map<String, @Nullable Object> lead = new LinkedHashMap<>();
        int owner = (number / 10 + number) % 10;
        if (owner < OWNERS.size()) {
            lead.put("ownerId", OWNERS.get(owner));
        }
        lead.put("status", status);
        lead.put("firstName", first);
        lead.put("lastName", last);
        lead.put("phone", phone());
        if (number % 9 != 8) {
            lead.put("email", "lead-" + number + "@example.com");
        }
        lead.put("timezone", zone);
        lead.put("budget", 200 + 100 * below(30));
        if (number % 3 != 1) {
            lead.put("tags", number % 2 == 0 ? List.of("newsletter", "private") : List.of("company"));
        }
        return lead;
    }

    private @Nullable String phone() {
        return switch (number % 50) {
            case 17 -> null;
            case 47 -> "12345";
            default -> "+1" + AREA_CODES.get(number % AREA_CODES.size()) + "555"
                    + String.format(Locale.ROOT, "%04d", 100 + number / AREA_CODES.size());
        };
    }

    void writes(String channel, String body) {
        add(LeadEvent.MESSAGE_RECEIVED, message("inbound", channel, body), Map.of());
    }

    /** A person of the organization writes. */
    void answered(String body) {
        add(LeadEvent.MESSAGE_RECEIVED, message("outbound", "sms", body), Map.of());
    }

    /** An automatic reply. */
    void writesOnHoliday() {
        Map<String, @Nullable Object> data = message("inbound", "email", "I am away until Monday.");
        data.put("automatic", true);
        add(LeadEvent.MESSAGE_RECEIVED, data, Map.of());
    }

    void writesLongAgo(String body) {
        add(LeadEvent.MESSAGE_RECEIVED, moment.minus(Duration.ofDays(9)), message("inbound", "sms", body), Map.of());
    }

    /** The same event, twice. */
    void writesTwice(String body) {
        writes("sms", body);
        if (!events.isEmpty()) {
            DemoEvent first = events.getLast();
            events.add(new DemoEvent(first.at().plusSeconds(40), first.leadId(), first.value()));
        }
    }

    void writesInAnUnknownDirection(String body) {
        add(LeadEvent.MESSAGE_RECEIVED, message("sideways", "sms", body), Map.of());
    }

    void becomes(String next) {
        add(LeadEvent.STATUS_CHANGE, Map.of("from", status, "to", next), Map.of());
        status = next;
    }

    /** A change of the status that arrives after a newer one. */
    void movesLate(String next) {
        add(LeadEvent.STATUS_CHANGE, moment.minus(Duration.ofDays(2)), Map.of("from", "Imported", "to", next),
                Map.of());
    }

    void quoted(int amount) {
        happens("quote.sent", Map.of("quoteId", "Q-" + (7_000 + number), "amount", amount));
    }

    void happens(String type, Map<String, @Nullable Object> data) {
        add(type, data, Map.of());
    }

    void changes(String attribute, Object value) {
        add(LeadEvent.LEAD_UPDATED, Map.of(), Map.of(attribute, value));
    }

    private static Map<String, @Nullable Object> message(String direction, String channel, String body) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("direction", direction);
        data.put("channel", channel);
        data.put("body", body);
        return data;
    }

    private void add(String type, Map<String, @Nullable Object> data, Map<String, @Nullable Object> lead) {
        add(type, moment, data, lead);
    }

    private void add(String type, Instant occurredAt, Map<String, @Nullable Object> data,
            Map<String, @Nullable Object> lead) {
        if (!moment.isBefore(plan.now()) || moment.isBefore(plan.begin())) {
            return;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", Plan.leadId(number) + "-" + (events.size() + 1));
        json.put("type", type);
        json.put("organizationId", Recipes.ORGANIZATION);
        json.put("leadId", Plan.leadId(number));
        json.put("occurredAt", Json.text(occurredAt));
        json.put("data", data);
        json.put("lead", lead);
        events.add(new DemoEvent(moment, Plan.leadId(number), JsonCodec.write(json)));
    }
}
