package dev.nudge.reference;

import static dev.nudge.reference.RandomAutomations.object;

import dev.nudge.reference.ReferenceModel.Timer;
import dev.nudge.reference.Step.Defect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Generates histories of two organizations, three users and four leads over some days around a daylight saving change.
 * A history is determined by its seed. A reference model runs during generation, so that the clock can be set to due
 * instants and window edges; the steps do not refer to it.
 * <p>Histories stay within what the contract defines, except where an ambiguity is a simple choice at a boundary; an id
 * is repeated only within a lead's last 25.
 */
public final class RandomHistories {
    private static final List<Instant> BASES = List.of(Instant.parse("2026-03-07T15:00:00Z"),
            Instant.parse("2026-03-28T12:00:00Z"), Instant.parse("2026-10-24T13:00:00Z"),
            Instant.parse("2026-10-31T16:00:00Z"), Instant.parse("2026-04-03T20:00:00Z"),
            Instant.parse("2026-10-02T20:00:00Z"), Instant.parse("2026-07-01T08:00:00Z"));
    private static final List<String> ORGANIZATIONS = List.of("org-a", "org-a", "org-b");
    private static final List<String> USERS = List.of("ana", "ben", "eve");
    private static final List<String> BODIES = List.of("hi", "Yes please", "hi", "What is the price?", "When?", "STOP",
            "stop.", " Stop ", "unsubscribe!",
            "OPT OUT", "Wait at the bus stop", "START", "start!", "unstop",
            "cancel", "", "call me at 555", "STOP! !", "opt  out", "End.", "\tquit\n");
    private static final List<Duration> JUMPS = List.of(Duration.ofMillis(1), Duration.ofSeconds(1),
            Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5),
            Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(12),
            Duration.ofHours(24), Duration.ofDays(2),
            Duration.ofDays(7), Duration.ofDays(15));

    private record LeadName(String organizationId, String leadId) {}

    private static final List<LeadName> LEADS = List.of(new LeadName("org-a", "lead-1"),
            new LeadName("org-a", "lead-1"), new LeadName("org-a", "lead-2"), new LeadName("org-a", "lead-3"),
            new LeadName("org-b", "lead-1"));

    private final Random random;
    private final RandomAutomations automations;
    private final ReferenceModel alongside = new ReferenceModel();
    private final List<Step> steps = new ArrayList<>();
    private final TreeMap<String, Map<String, Object>> definitions = new TreeMap<>();
    private final Map<LeadName, List<Map<String, Object>>> received = new LinkedHashMap<>();
    private Instant clock;
    private int ids;

    private RandomHistories(long seed) {
        random = new Random(seed);
        clock = BASES.get(random.nextInt(BASES.size())).plusSeconds(1800L * random.nextInt(48));
        automations = new RandomAutomations(random, clock);
    }

    public static List<Step> of(long seed) {
        return new RandomHistories(seed).history();
    }

    private List<Step> history() {
        configure();
        int events = 40 + random.nextInt(41);
        for (int step = 0; step < events; step++) {
            advance();
            int kind = random.nextInt(100);
            if (chance(15) && alongside.waiting().stream().anyMatch(timer -> timer.followUp() > 1)) {
                reconfigure();
            } else if (kind < 76) {
                event();
            } else if (kind < 85) {
                timer();
            } else {
                reconfigure();
            }
        }
        add(new Step.FireDue(clock.plus(Duration.ofDays(30)), chance(50)));
        return List.copyOf(steps);
    }

    private void add(Step step) {
        steps.add(step);
        step.applyTo(alongside);
    }

    // ---- configuration

    private void configure() {
        organization("org-a");
        organization("org-b");
        for (String name : List.of("hello", "reminder", "last-call")) {
            if (chance(80)) {
                template("org-a", name);
                template("org-b", name);
            }
        }
        int count = 3 + random.nextInt(4);
        for (int index = 1; index <= count; index++) {
            String organizationId = pick(ORGANIZATIONS);
            String automationId = "automation-" + index;
            define(automations.automation(organizationId, automationId,
                    organizationId.equals("org-a") ? pick(List.of("ana", "ben")) : "eve", 1));
            for (String userId : USERS) {
                preference(automationId, userId, 10);
            }
        }
        for (LeadName lead : LEADS.stream().distinct().toList()) {
            if (chance(80)) {
                Map<String, Object> attributes = object("status", "New lead", "phone", "+1555010" + random.nextInt(10),
                        "firstName", pick(List.of("Ana", "Bo & Co")));
                if (chance(50)) {
                    attributes.put("ownerId",
                            lead.organizationId().equals("org-a") ? pick(List.of("ana", "ben")) : "eve");
                }
                attributes.putAll(attributes());
                receive(lead, object("type", "lead.updated", "lead", attributes));
            }
        }
    }

    private void define(Map<String, Object> automation) {
        definitions.put(String.valueOf(automation.get("_id")), automation);
        add(new Step.PutAutomation(automation));
    }

    private void organization(String organizationId) {
        Map<String, Object> document = object("_id", organizationId);
        if (chance(60)) {
            document.put("timezone", pick(RandomAutomations.ZONES));
        }
        document.put("webhookUrl", chance(60) ? "https://example.com/" + organizationId : null);
        add(new Step.PutOrganization(organizationId, document));
    }

    private void template(String organizationId, String name) {
        Map<String, Object> template = object("body",
                pick(List.of("Hi {{firstName}}!", "Hi {{{firstName}}} of {{city}}{{nothing}}",
                        "{{#tags}}{{.}} {{/tags}}{{^tags}}none{{/tags}}", "No variables")));
        if (chance(50)) {
            template.put("subject", "About {{firstName}}, {{status}}");
        }
        add(new Step.PutTemplate(organizationId, name, template));
    }

    /** Includes preferences of users of another organization, which must have no effect. */
    private void preference(String automationId, String userId, int percentOff) {
        String home = userId.equals("eve") ? "org-b" : "org-a";
        if (chance(percentOff)) {
            add(new Step.PutPreference(home, userId, automationId, null));
            return;
        }
        Map<String, Object> preference = object("enabled", !chance(percentOff));
        if (chance(35)) {
            preference.put("userSmsNotification",
                    object("enabled", chance(80), "phoneNumbers",
                            pick(List.of(List.of("+15550001"), List.of("+15550001", "+15550002"),
                                    List.of("+15550001", "+15550001"))),
                            "message",
                            pick(List.of("New lead pending", "Call {{firstName}}", "Call {{firstName"))));
        }
        add(new Step.PutPreference(home, userId, automationId, preference));
    }

    private void reconfigure() {
        Map<String, Object> automation = definitions.isEmpty() ? null : pick(List.copyOf(definitions.values()));
        List<Timer> waiting = alongside.waiting();
        if (!waiting.isEmpty() && chance(70)) {
            List<Timer> later = waiting.stream().filter(timer -> timer.followUp() > 1).toList();
            automation = definitions.getOrDefault(pick(later.isEmpty() ? waiting : later).automationId(), automation);
        }
        int kind = random.nextInt(100);
        if (kind < 15 || automation == null) {
            String organizationId = pick(ORGANIZATIONS);
            String name = pick(RandomAutomations.TEMPLATES.subList(0, 3));
            if (chance(30)) {
                add(new Step.PutTemplate(organizationId, name, null));
            } else {
                template(organizationId, name);
            }
        } else if (kind < 25) {
            organization(pick(ORGANIZATIONS));
        } else if (kind < 50) {
            // Mostly the creator, whose preference applies to every lead without an owner.
            preference(String.valueOf(automation.get("_id")),
                    chance(60) ? String.valueOf(automation.get("userId")) : pick(USERS), 40);
        } else if (kind < 90) {
            define(automations.edited(automation, waiting.stream().anyMatch(timer -> timer.followUp() > 1)));
        } else {
            int version = Integer.parseInt(String.valueOf(automation.get("version"))) + 1;
            definitions.remove(String.valueOf(automation.get("_id")));
            add(new Step.DeleteAutomation(String.valueOf(automation.get("organizationId")),
                    String.valueOf(automation.get("_id")), version));
        }
    }

    // ---- time

    private void advance() {
        int kind = random.nextInt(100);
        Instant target = clock;
        List<Timer> waiting = alongside.waiting();
        if (kind < 35) {
            target = clock.plus(pick(JUMPS));
        } else if (kind < 47 && !waiting.isEmpty()) {
            target = pick(waiting).dueAt().plusMillis(random.nextInt(3) - 1);
        } else if (kind < 53) {
            target = windowEdge();
        }
        if (target.isAfter(clock)) {
            clock = target;
        }
        if (chance(30)) {
            add(new Step.FireDue(chance(60) ? clock : clock.minusMillis(1), chance(70)));
        }
    }

    private Instant windowEdge() {
        List<Map<String, Object>> schedules = definitions.values().stream()
                .map(automation -> Values.object(automation.get("schedule")))
                .filter(schedule -> schedule.containsKey("start")).toList();
        if (schedules.isEmpty()) {
            return clock;
        }
        Map<String, Object> schedule = pick(schedules);
        ZoneId zone = ZoneId
                .of(schedule.get("timezone") instanceof String named ? named : pick(RandomAutomations.ZONES));
        Instant opening = Windows.nextOpening(schedule, zone, clock);
        Windows.Window window = Windows.containing(schedule, zone, chance(50) ? clock : opening);
        Instant edge = window == null || chance(50) ? opening : window.closing();
        return edge.plusMillis(random.nextInt(3) - 1);
    }

    private void timer() {
        List<Timer> waiting = alongside.waiting();
        if (waiting.isEmpty() || chance(15)) {
            add(new Step.FireDue(clock, false));
            return;
        }
        int index = random.nextInt(waiting.size());
        Instant dueAt = waiting.get(index).dueAt();
        switch (random.nextInt(4)) {
            case 0 -> add(new Step.FireOne(clock, index, Defect.NONE));
            case 1 -> add(new Step.FireOne(later(clock, dueAt.minusMillis(1)), index, Defect.NONE));
            case 2 -> add(new Step.FireOne(later(clock, dueAt), index, pick(List.of(Defect.TWICE, Defect.NONE))));
            default -> add(new Step.FireOne(later(clock, dueAt), index, pick(List.of(Defect.values()))));
        }
    }

    /**
     * The clock follows the recorded timestamps unless they are days ahead; in that case only the lead's now advances.
     */
    private Instant later(Instant one, Instant other) {
        Instant later = Values.later(one, other);
        if (chance(80)) {
            clock = later;
        }
        return later;
    }

    // ---- events

    private void event() {
        LeadName lead = pick(LEADS);
        List<Map<String, Object>> earlier = received.getOrDefault(lead, List.of());
        int kind = random.nextInt(100);
        if (kind < 30) {
            receive(lead, inbound());
        } else if (kind < 35) {
            receive(lead, object("type", "message.received", "data",
                    object("direction", "outbound", "channel", "sms", "body", pick(BODIES))));
        } else if (kind < 43) {
            Map<String, Object> data = object("channel", "sms", "body", "How are you?");
            if (chance(50)) {
                data.put("origin", "person");
            }
            receive(lead, object("type", "message.sent", "data", data));
        } else if (kind < 48) {
            receive(lead, object("type", "message.sent", "data",
                    object("origin", "automation", "channel", "sms", "messageId", "m-" + ids)));
            if (chance(20)) {
                add(steps.getLast());
            }
        } else if (kind < 63) {
            receive(lead, statusChange(lead));
        } else if (kind < 78) {
            receive(lead, object("type", "lead.updated", "lead", attributes()));
        } else if (kind < 81) {
            Map<String, Object> data = object("by", "ana");
            if (chance(90)) {
                data.put("channel", pick(List.of("sms", "sms", "whatsapp", "email", "fax")));
            }
            receive(lead, object("type", chance(70) ? "lead.opted_out" : "lead.opted_in", "data", data));
        } else if (kind < 88) {
            Map<String, Object> data = object("form", pick(List.of("contact", "visit")), "amount",
                    pick(RandomAutomations.SCORES), "topics", RandomAutomations.TAGS);
            if (chance(20)) {
                data.put("note", "x".repeat(1_010 + random.nextInt(20)) + "the end");
                for (int index = 0; index < 40; index++) {
                    data.put("d%02d".formatted(index), pick(RandomAutomations.CITIES));
                }
            }
            receive(lead, object("type", "form.submitted", "data", data));
        } else if (kind < 94 && !earlier.isEmpty()) {
            repeat(lead, pick(earlier.subList(Math.max(0, earlier.size() - 25), earlier.size())));
        } else {
            invalid(lead);
        }
    }

    private Map<String, Object> inbound() {
        Map<String, Object> data = object("body", pick(BODIES));
        if (chance(85)) {
            data.put("channel", pick(List.of("sms", "sms", "whatsapp", "email", "fax")));
        }
        if (chance(30)) {
            data.put("direction", "inbound");
        }
        if (chance(3)) {
            data.put("origin", "automation");
        }
        return object("type", "message.received", "data", data);
    }

    private Map<String, Object> statusChange(LeadName lead) {
        Object current = Values.object(alongside.lead(lead.organizationId(), lead.leadId()).get("attributes"))
                .get("status");
        Map<String, Object> data = object("to", pick(RandomAutomations.STATUSES));
        int kind = random.nextInt(10);
        if (kind < 5 && current != null) {
            data.put("from", current);
        } else if (kind < 7) {
            data.put("from", pick(RandomAutomations.STATUSES));
        } else if (kind < 8) {
            data.put("from", data.get("to"));
        }
        return object("type", "status_change", "data", data);
    }

    private Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        int count = random.nextInt(5);
        for (int index = 0; index < count; index++) {
            switch (random.nextInt(15)) {
                case 0 -> attributes.put("status", orNull(10, pick(RandomAutomations.STATUSES)));
                case 1 ->
                    attributes.put("ownerId", orNull(40, pick(List.of("ana", "ana", "ben", "ben", "eve", "zoe"))));
                case 2 -> attributes.put("phone", orNull(30, chance(10) ? " " : "+1555010" + random.nextInt(10)));
                case 3 -> attributes.put("email", orNull(30, "lead" + random.nextInt(5) + "@example.com"));
                case 4, 5 -> attributes.put("timezone",
                        orNull(20,
                                chance(20)
                                        ? pick(List.of("Mars/Phobos", "+05:30", "", "america/new_york"))
                                        : pick(RandomAutomations.ZONES)));
                case 6 -> attributes.put("firstName", orNull(20, pick(List.of("Ana", "Bo & Co", "<b>"))));
                case 7 -> attributes.put("tags",
                        orNull(20, chance(15) ? List.of() : automations.some(RandomAutomations.TAGS)));
                case 8 -> attributes.put("score", orNull(15, pick(RandomAutomations.SCORES)));
                case 9 -> attributes.put("city", orNull(15, pick(RandomAutomations.CITIES)));
                case 10 -> attributes.put("interests",
                        orNull(15, pick(List.of(List.of("hot", 5, "vip"), List.of(5.0, "Hot"), List.of(true)))));
                case 11 -> attributes.put("appointmentAt",
                        orNull(15, Values.write(clock.plusSeconds(1800L * (random.nextInt(97) - 48)))));
                case 12 -> attributes.put("address",
                        orNull(15, object("city", pick(RandomAutomations.CITIES), "no", random.nextInt(3))));
                case 13 -> {
                    // The engine's own fields hide these; they are available as "attributes.<name>".
                    attributes.put("inboundCount", pick(RandomAutomations.SCORES));
                    attributes.put("lastInboundBody", pick(BODIES));
                }
                default -> attributes.put("status", pick(RandomAutomations.STATUSES));
            }
        }
        return attributes;
    }

    private void receive(LeadName lead, Map<String, Object> event) {
        Map<String, Object> whole = object("id", "event-" + ids++, "type", event.get("type"), "organizationId",
                lead.organizationId(), "leadId", lead.leadId());
        whole.putAll(event);
        if (!whole.containsKey("lead") && chance(15)) {
            whole.put("lead", attributes());
        }
        Instant recorded = chance(4)
                ? clock.minusSeconds(random.nextInt(20))
                : chance(4) ? clock.plusNanos(9_999) : clock;
        int dated = random.nextInt(10);
        if (dated < 3) {
            Instant occurredAt = switch (dated) {
                case 0 -> recorded.minusSeconds(60L * random.nextInt(180));
                case 1 -> recorded.plusSeconds(60L * random.nextInt(180));
                default -> recorded.plusNanos(456_789);
            };
            whole.put("occurredAt",
                    chance(70)
                            ? Values.write(occurredAt)
                            : occurredAt.atOffset(java.time.ZoneOffset.ofHours(-3)).toString());
        }
        if (!Values.object(whole.get("data")).containsValue("automation")) {
            received.computeIfAbsent(lead, none -> new ArrayList<>()).add(whole);
        }
        add(new Step.Receive(recorded, whole));
    }

    /** Repeats the event, or sends another event with the same id. */
    private void repeat(LeadName lead, Map<String, Object> event) {
        if (chance(70)) {
            add(new Step.Receive(clock, event));
            return;
        }
        Map<String, Object> other = object("id", event.get("id"), "type", "lead.updated", "organizationId",
                lead.organizationId(), "leadId", lead.leadId(), "lead", attributes());
        add(new Step.Receive(clock, other));
    }

    private void invalid(LeadName lead) {
        Map<String, Object> event = object("id", "event-" + ids++, "type", "lead.updated", "organizationId",
                lead.organizationId(), "leadId", lead.leadId(), "lead", attributes());
        Map<String, Object> attributes = Values.object(event.get("lead"));
        switch (random.nextInt(15)) {
            case 0 -> event.remove(pick(List.of("id", "type", "organizationId", "leadId")));
            case 1 -> event.put(pick(List.of("id", "type", "organizationId", "leadId")), 5);
            case 2 -> event.put("type", pick(List.of("Lead.updated", "1st", "with space", "x".repeat(129))));
            case 3 -> event.put("organizationId", pick(List.of("org:a", "o".repeat(65), "org a")));
            case 4 -> event.put("leadId", "l".repeat(129));
            case 5 -> event.putAll(object("type", "status_change", "data", object("from", "New lead")));
            case 6 -> attributes
                    .put(pick(List.of("status", "ownerId", "phone", "email", "timezone", "firstName", "lastName")), 5);
            case 7 -> attributes.put("tags", pick(List.of("hot", 5)));
            case 8 -> attributes.put(pick(List.of("$set", "a.b", "$")), "x");
            case 9 -> event.put(pick(List.of("data", "lead")), "text");
            case 10 -> {
                for (int index = 0; index <= 200; index++) {
                    attributes.put("extra" + index, index);
                }
            }
            case 11 -> event.putAll(object("type", "message.received", "data",
                    object(pick(List.of("channel", "body")), pick(List.of(5, true, List.of("sms"))))));
            case 12 -> event.put(pick(List.of("id", "leadId")), pick(List.of("", " ", ".", "..", "a/../b", "a\nb")));
            case 13 -> event.putAll(object("type", "status_change", "data",
                    object("to", pick(List.of("", " ", 5, "x".repeat(70_000))))));
            default -> attributes.put("notes", "x".repeat(70_000));
        }
        add(new Step.Receive(clock, event));
    }

    private @Nullable Object orNull(int percent, @Nullable Object value) {
        return chance(percent) ? null : value;
    }

    private <T> T pick(List<? extends T> values) {
        return automations.pick(values);
    }

    private boolean chance(int percent) {
        return automations.chance(percent);
    }
}
