package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.automation.Preference.UserSmsNotification;
import dev.nudge.condition.Operator;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Verdict;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.lead.Lead;
import dev.nudge.message.Template;
import dev.nudge.story.Configuration;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Mutations of valid documents: reading them never throws, {@code read} accepts whatever {@code check} accepts, and
 * everything that was read can be decided. {@code -Dnudge.seed} sets the seed.
 */
class FuzzTest {

    private static final long SEED = Long.getLong("nudge.seed", System.nanoTime());
    private static final int MUTATIONS = 20_000;
    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");
    private static final LeadKey LEAD = new LeadKey("acme", "ana");
    private static final List<String> WORDS = Stream.concat(Arrays.stream(Operator.values()).map(Operator::json),
            Stream.of("event", "timer", "sms", "email", "webhook", "whatsapp", "reply", "status_change", "MON", "SUN",
                    "09:00", "23:59", "00:00", "hours", "days", "weeks", "seconds", "-24h", "36h", "999999999w", "UTC",
                    "Europe/Lisbon", "Pacific/Apia", "-05:00",
                    "Eastern Standard Time", "24:00", "2026-04-22", "1776852840", "85", "true", "Channel::TwilioSms",
                    "outbound-api", "auto-replied", "please stop", "lead.deleted", "lead.merged", "lead.opted_out",
                    "lead.opted_in", "message.received", "message.sent", "lead.updated", "timer.due",
                    "status", "tags", "score", "lastInboundAt", "event.data.to", "event.type", "attributes.city",
                    "createdAt", "event.", "event.data.", "attributes.", "inbound", "outbound", "automation", "STOP",
                    "START", "New lead", "Won", "2026-04-22T10:00:00Z", "9999-12-31T23:59:59.999Z",
                    "0001-01-01T00:00:00Z", "+1", "{{firstName}}", "{{#tags}}{{.}}{{/tags}}", "{{", "[a-z]+", "(?i)x",
                    "(x+)+$"))
            .toList();
    private static final List<String> NAMES = List.of("field", "op", "value", "all", "any", "not", "enabled", "delay",
            "unit", "start", "end", "timezone", "days", "template", "channel", "sendMessage", "conditions", "schedule",
            "cancelOn", "maxLateness", "maxTransitions", "maxFollowUpCount", "data", "lead", "from", "to", "direction",
            "body", "origin", "occurredAt", "automatic", "autoSubmitted", "optOutType", "subject", "into", "address",
            "by", "messageId", "steps", "targetStatuses", "tags", "score", "ownerId", "", " ", "$x", "a.b", "a\u0000",
            "\ud83d",
            "unheardOf");

    private static final Map<String, Object> SETTINGS = Map.of("_id", "acme", "timezone", "Europe/Lisbon",
            "maxEventAge", "36h", "ceilingPerHour", 5, "quietHours",
            List.of(Map.of("start", "21:00", "end", "08:00", "timezone", "America/New_York"),
                    Map.of("start", "00:00", "end", "24:00", "days", List.of("SUN"))),
            "caps", Map.of("perDay", 1, "perWeek", 2, "onExceeded", "defer"), "holidays",
            List.of("2026-04-23", "12-25"), "defaultRegion", "PT", "optOutWords", List.of("Parar"), "optInWords",
            List.of("Voltar"));

    private final Random random = new Random(SEED);

    @Test // K3: every accepted automation can be run
    void a_mutated_automation_is_refused_or_can_be_run() {
        System.out.println("Mutated automations, nudge.seed=" + SEED);
        Map<String, @Nullable Object> example = rich(Cases.resource("/automation-follow-up-24h.json"));
        assertThat(AutomationReader.check(example)).isEmpty();
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Map<String, @Nullable Object> mutated = mutated(example);
            try {
                List<Violation> violations = AutomationReader.check(mutated);
                assertThat(violations).allSatisfy(FuzzTest::isWellFormed);
                if (violations.isEmpty()) {
                    accepted++;
                    run(AutomationReader.read(stored(mutated)).orThrow());
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
                throw new AssertionError("nudge.seed=" + SEED + ", mutation " + i + ": " + mutated, thrown);
            }
        }
        assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 9 / 10);
    }

    @Test // E6: every valid event can be applied
    void a_mutated_event_is_refused_or_can_be_decided() {
        System.out.println("Mutated events, nudge.seed=" + SEED);
        Configuration rules = rules(
                AutomationReader.read(stored(rich(Cases.resource("/automation-follow-up-24h.json")))).orThrow());
        @Nullable
        Lead lead = null;
        int understood = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Map<String, @Nullable Object> mutated = mutated(event(i));
            try {
                switch (LeadEventReader.read(mutated)) {
                    case Reading.Understood<LeadEvent>(LeadEvent event) -> {
                        understood++;
                        assertThat(LeadEventReader.read(event.toJson()).orThrow()).isEqualTo(event);
                        Lead known = event.key().equals(LEAD) ? lead : null;
                        if (Decider.decide(known, event, NOW.plusSeconds(i), rules) instanceof Verdict.Decided decided
                                && event.key().equals(LEAD)) {
                            lead = decided.lead();
                        }
                    }
                    case Reading.Refused<LeadEvent>(var violations) ->
                        assertThat(violations).isNotEmpty().allSatisfy(FuzzTest::isWellFormed);
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
                throw new AssertionError("nudge.seed=" + SEED + ", mutation " + i + ": " + mutated, thrown);
            }
        }
        assertThat(understood).isBetween(MUTATIONS / 20, MUTATIONS * 9 / 10);
    }

    @Test // W5, E8, S13, F1, F4: all accepted settings can be used
    void mutated_settings_are_refused_or_can_be_used() {
        System.out.println("Mutated settings, nudge.seed=" + SEED);
        Automation automation = AutomationReader.read(stored(rich(Cases.resource("/automation-follow-up-24h.json"))))
                .orThrow();
        Map<String, @Nullable Object> example = Document.object(Document.copy(SETTINGS));
        assertThat(OrganizationReader.read(example)).isInstanceOf(Reading.Understood.class);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS / 4; i++) {
            Map<String, @Nullable Object> mutated = mutated(example);
            mutated.put("_id", "acme");
            try {
                switch (OrganizationReader.read(mutated)) {
                    case Reading.Understood<Organization>(Organization organization) -> {
                        accepted++;
                        run(automation, organization);
                    }
                    case Reading.Refused<Organization>(var violations) ->
                        assertThat(violations).isNotEmpty().allSatisfy(FuzzTest::isWellFormed);
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
                throw new AssertionError("nudge.seed=" + SEED + ", mutation " + i + ": " + mutated, thrown);
            }
        }
        assertThat(accepted).isBetween(MUTATIONS / 80, MUTATIONS / 4 * 9 / 10);
    }

    private static void isWellFormed(Violation violation) {
        assertThat(violation.pointer()).matches("(?s)|/.*");
        assertThat(violation.message()).endsWith(".").hasSizeLessThan(1_000);
    }

    // ---- execution

    private static Map<String, @Nullable Object> stored(Map<String, @Nullable Object> automation) {
        Map<String, @Nullable Object> stored = new LinkedHashMap<>(automation);
        stored.put("_id", "follow-up");
        stored.put("organizationId", "acme");
        stored.put("userId", "uma");
        stored.put("version", 1);
        return stored;
    }

    private static Configuration rules(Automation automation) {
        Configuration rules = new Configuration();
        rules.put(automation);
        rules.put("acme", "uma", automation.id(), new Preference(true,
                new UserSmsNotification(true, List.of("+14155550001"), "Call {{firstName}}"), 1));
        automation.actions().forEach(action -> rules.put("acme", action.template(),
                Template.read(Map.of("name", "it", "subject", "{{city}}", "body",
                        "Hi {{firstName}}{{#tags}}, {{.}}{{/tags}}"))
                        .orThrow()));
        return rules;
    }

    /** Starts the automation with each type that it listens to, fires every timer, and continues from there. */
    private static void run(Automation automation) {
        run(automation, Organization.withoutSettings("acme"));
    }

    private static void run(Automation automation, Organization organization) {
        Configuration rules = rules(automation);
        rules.put(organization);
        @Nullable
        Lead lead = null;
        int id = 0;
        for (String type : automation.eventTypes()) {
            for (String status : automation.sourceStatuses().isEmpty()
                    ? List.of("New lead")
                    : automation.sourceStatuses()) {
                Map<String, @Nullable Object> attributes = Map.of("status", status, "phone", "+14155550100", "tags",
                        List.of("a"), "score", 5L, "city", "Porto", "email", "ana@example.com");
                String target = automation.targetStatuses().stream().sorted().findFirst().orElse("Won" + id);
                LeadEvent event = new LeadEvent("evt-" + ++id, type, LEAD, null,
                        Map.of("from", status, "to", target, "body", "Hi", "channel", "sms"), attributes);
                lead = decided(lead, event, NOW.plusSeconds(id), rules);
                for (int due = 0; due < 3 && !lead.progressOf(automation.id()).runs().isEmpty(); due++) {
                    var run = lead.progressOf(automation.id()).runs().getFirst();
                    lead = decided(lead, LeadEvent.timerDue(LEAD, run.timer(automation.id())), run.dueAt(), rules);
                }
            }
        }
    }

    private static Lead decided(@Nullable Lead lead, LeadEvent event, Instant now, Configuration rules) {
        Verdict verdict = Decider.decide(lead, event, now, rules);
        assertThat(verdict).isInstanceOf(Verdict.Decided.class);
        return ((Verdict.Decided) verdict).lead();
    }

    // ---- mutations

    /** The example with every field that an automation can have. */
    private static Map<String, @Nullable Object> rich(Map<String, @Nullable Object> example) {
        Map<String, @Nullable Object> rich = new LinkedHashMap<>(example);
        rich.put("targetStatuses", List.of("Won", "Lost"));
        rich.put("steps", List.of(Map.of("delay", 0, "unit", "seconds"),
                Map.of("delay", 2, "unit", "days", "conditions", List.of(leaf("event.data.to", "startsWith", "W")),
                        "actions", Map.of("sendMessage", List.of(Map.of("template", "bye", "channel", "whatsapp"))))));
        rich.put("cancelOn", List.of("reply"));
        rich.put("maxLateness", "36h");
        rich.put("schedule",
                Map.of("start", "22:00", "end", "06:00", "timezone", "Europe/Lisbon", "days", List.of("MON", "FRI")));
        rich.put("conditions", List.of(leaf("lastInboundDirection", "eq", "inbound"),
                Map.of("any", List.of(leaf("score", "between", List.of(1, 5)), leaf("tags", "in", List.of("a", "b")),
                        Map.of("not", leaf("createdAt", "olderThan", "7d")))),
                leaf("city", "matches", "^P.*o$")));
        rich.put("actions", Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms"),
                Map.of("template", "bye", "channel", "email"))));
        return rich;
    }

    private static Map<String, Object> leaf(String field, String operator, Object value) {
        return Map.of("field", field, "op", operator, "value", value);
    }

    private Map<String, @Nullable Object> event(int number) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("id", "evt-" + number);
        event.put("type", pick(List.of("message.received", "status_change", "message.sent", "lead.updated", "timer.due",
                "form.submitted", "lead.opted_out", "lead.opted_in", "lead.merged", "lead.deleted")));
        event.put("organizationId", "acme");
        event.put("leadId", "ana");
        event.put("occurredAt", "2026-04-22T10:14:00.000Z");
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("direction", "inbound");
        data.put("channel", "sms");
        data.put("body", random.nextInt(5) == 0 ? "STOP" : "Hello");
        data.put("from", "New lead");
        data.put("to", random.nextBoolean() ? "Contacted" : "New lead");
        data.put("into", "anna");
        data.put("automationId", "follow-up");
        data.put("run", 1);
        data.put("followUp", 1);
        data.put("dueAt", "2026-04-23T10:14:00.000Z");
        event.put("data", data);
        event.put("lead", Map.of("phone", "+14155551234", "status", "New lead", "timezone", "America/New_York", "tags",
                List.of("hot"), "score", 5, "address", Map.of("city", "Porto")));
        return event;
    }

    /** A copy with one to three random changes. */
    private Map<String, @Nullable Object> mutated(Map<String, @Nullable Object> document) {
        Map<String, @Nullable Object> copy = Document.object(Document.copy(document));
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Object> containers = new ArrayList<>();
            collect(copy, containers);
            mutate(containers.get(random.nextInt(containers.size())));
        }
        return copy;
    }

    private static void collect(@Nullable Object value, List<Object> containers) {
        if (value instanceof Map<?, ?> map) {
            containers.add(map);
            map.values().forEach(element -> collect(element, containers));
        } else if (value instanceof List<?> list) {
            containers.add(list);
            list.forEach(element -> collect(element, containers));
        }
    }

    private void mutate(Object container) {
        if (container instanceof List<?> immutable) {
            List<@Nullable Object> list = Document.list(immutable);
            int at = list.isEmpty() ? 0 : random.nextInt(list.size());
            switch (random.nextInt(4)) {
                case 0 -> list.add(at, junk(0));
                case 1 -> list.addAll(List.copyOf(list.stream().filter(Objects::nonNull).toList()));
                case 2 -> list.subList(at, list.size()).clear();
                default -> {
                    if (!list.isEmpty()) {
                        list.set(at, junk(0));
                    }
                }
            }
            return;
        }
        Map<String, @Nullable Object> map = Document.object(container);
        List<String> names = List.copyOf(map.keySet());
        String name = names.isEmpty() || random.nextInt(8) == 0 ? pick(NAMES) : pick(names);
        switch (random.nextInt(8)) {
            case 0 -> map.remove(name);
            case 1 -> map.put(pick(NAMES), map.remove(name));
            case 2 -> map.put(name, map.isEmpty() ? null : map.get(pick(List.copyOf(map.keySet()))));
            default -> map.put(name, junk(0));
        }
    }

    private @Nullable Object junk(int depth) {
        return switch (random.nextInt(depth > 3 ? 14 : 17)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(40) - 3;
            case 3 -> random.nextLong();
            case 4 -> pick(List.of(new BigDecimal("1.5"), new BigDecimal("1E+7000"), new BigDecimal("-1E-7000"),
                    new BigDecimal("3.0"), new BigDecimal("0E+9000"), new BigDecimal("1E+2147483647"),
                    BigInteger.TEN.pow(5_000), BigInteger.valueOf(2).pow(63)));
            case 5 -> pick(List.of("", " ", "\u0000", "\ud83d", "\ude00x", "ß", "\ufeff", "x".repeat(300),
                    "é".repeat(3_000)));
            case 6, 7, 8, 9, 10, 11, 12 -> pick(WORDS);
            case 13 -> depth == 0 && random.nextInt(20) == 0 ? deep() : "deep";
            case 14 -> new ArrayList<>();
            case 15 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    list.add(junk(depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(pick(NAMES), junk(depth + 1));
                }
                yield map;
            }
        };
    }

    private static Object deep() {
        Object value = "x";
        for (int i = 0; i < 600; i++) {
            value = i % 3 == 0 ? new ArrayList<>(List.of(value)) : new LinkedHashMap<>(Map.of("not", value));
        }
        return value;
    }

    private <T> T pick(List<? extends T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
