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
 */
public final class RandomHistories {
    private static final List<Instant> BASES = List.of(Instant.parse("2026-03-07T15:00:00Z"),
            Instant.parse("2026-03-28T12:00:00Z"), Instant.parse("2026-10-24T13:00:00Z"),
            Instant.parse("2026-10-31T16:00:00Z"), Instant.parse("2026-04-03T20:00:00Z"),
            Instant.parse("2026-10-02T20:00:00Z"), Instant.parse("2026-07-01T08:00:00Z"));
    private static final List<String> ORGANIZATIONS = List.of("org-a", "org-a", "org-b");
    private static final List<String> USERS = List.of("ana", "ben", "eve");
    private static final List<Duration> JUMPS = List.of(Duration.ofMillis(1), Duration.ofSeconds(1),
            Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30),
            Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(12), Duration.ofHours(24),
            Duration.ofDays(2), Duration.ofDays(7), Duration.ofDays(15));

    private record LeadName(String organizationId, String leadId) {}

    private static final List<LeadName> LEADS = List.of(new LeadName("org-a", "lead-1"),
            new LeadName("org-a", "lead-1"), new LeadName("org-a", "lead-2"), new LeadName("org-a", "lead-3"),
            new LeadName("org-b", "lead-1"));

    private final Random random;
    private final RandomAutomations automations;
    private final RandomEvents events;
    private final RandomSettings settings;
    private final ReferenceModel alongside = new ReferenceModel();
    private final List<Step> steps = new ArrayList<>();
    private final TreeMap<String, Map<String, Object>> definitions = new TreeMap<>();
    private final Map<LeadName, List<Map<String, Object>>> received = new LinkedHashMap<>();
    /** A history with many firings at once, for caps and ceilings. */
    private final boolean crowded;
    private Instant clock;
    private int ids;

    private RandomHistories(long seed) {
        random = new Random(seed);
        crowded = random.nextInt(100) < 35;
        clock = BASES.get(random.nextInt(BASES.size())).plusSeconds(1800L * random.nextInt(48));
        automations = new RandomAutomations(random, clock);
        events = new RandomEvents(random, automations);
        settings = new RandomSettings(random, automations, crowded);
    }

    public static List<Step> of(long seed) {
        return new RandomHistories(seed).history();
    }

    private List<Step> history() {
        configure();
        int count = 40 + random.nextInt(41);
        for (int step = 0; step < count; step++) {
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
            Map<String, Object> automation = automations.automation(organizationId, automationId,
                    organizationId.equals("org-a") ? pick(List.of("ana", "ben")) : "eve", 1);
            define(crowded && chance(70) ? eager(automation) : automation);
            for (String userId : USERS) {
                preference(automationId, userId, 8);
            }
        }
        for (LeadName lead : LEADS.stream().distinct().toList()) {
            if (chance(80)) {
                Map<String, Object> attributes = object("status", "New lead", "phone", pick(RandomEvents.PHONES),
                        "email", "lead" + random.nextInt(4) + "@example.com", "firstName",
                        pick(List.of("Ana", "Bo & Co")));
                if (chance(40)) {
                    attributes.put("ownerId",
                            lead.organizationId().equals("org-a") ? pick(List.of("ana", "ben")) : "eve");
                }
                attributes.putAll(events.attributes(clock));
                receive(lead, object("type", "lead.updated", "lead", attributes));
            }
        }
    }

    /** The automation without most of what keeps it from firing. */
    private Map<String, Object> eager(Map<String, Object> automation) {
        automation.put("event", pick(List.of("form.submitted", "form.submitted", "lead.updated", "message.received")));
        automation.put("conditions", List.of());
        List.of("maxTransitions", "sourceStatuses", "targetStatuses").forEach(automation::remove);
        if ("event".equals(automation.get("triggerLogicType"))) {
            automation.remove("maxFollowUpCount");
        } else {
            automation.put("maxFollowUpCount", 3);
            automation.remove("steps");
            automation.put("timerLogic", object("delay", pick(List.of(1, 20)), "unit", "minutes"));
            automation.put("cancelOn", List.of());
        }
        return automation;
    }

    private void define(Map<String, Object> automation) {
        definitions.put(String.valueOf(automation.get("_id")), automation);
        add(new Step.PutAutomation(automation));
    }

    private void organization(String organizationId) {
        add(new Step.PutOrganization(organizationId, settings.organization(organizationId, clock)));
    }

    private void template(String organizationId, String name) {
        add(new Step.PutTemplate(organizationId, name, settings.template()));
    }

    /** Includes preferences of users of another organization, which must have no effect. */
    private void preference(String automationId, String userId, int percentOff) {
        String home = userId.equals("eve") ? "org-b" : "org-a";
        if (chance(percentOff)) {
            add(new Step.PutPreference(home, userId, automationId, null));
            return;
        }
        add(new Step.PutPreference(home, userId, automationId, settings.preference(!chance(percentOff))));
    }

    private void reconfigure() {
        Map<String, Object> automation = definitions.isEmpty() ? null : pick(List.copyOf(definitions.values()));
        List<Timer> waiting = alongside.waiting();
        if (!waiting.isEmpty() && chance(70)) {
            List<Timer> later = waiting.stream().filter(timer -> timer.followUp() > 1).toList();
            automation = definitions.getOrDefault(pick(later.isEmpty() ? waiting : later).automationId(), automation);
        }
        int kind = random.nextInt(100);
        if (kind < 12 || automation == null) {
            String organizationId = pick(ORGANIZATIONS);
            String name = pick(RandomAutomations.TEMPLATES.subList(0, 3));
            if (chance(30)) {
                add(new Step.PutTemplate(organizationId, name, null));
            } else {
                template(organizationId, name);
            }
        } else if (kind < 30) {
            organization(pick(ORGANIZATIONS));
        } else if (kind < 52) {
            // Mostly the creator, whose preference applies to every lead without an owner.
            preference(String.valueOf(automation.get("_id")),
                    chance(60) ? String.valueOf(automation.get("userId")) : pick(USERS), 35);
        } else if (kind < 92) {
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
        } else if (kind < 49 && !waiting.isEmpty()) {
            target = pick(waiting).dueAt().plusMillis(random.nextInt(3) - 1);
        } else if (kind < 57) {
            target = windowEdge();
        }
        if (target.isAfter(clock)) {
            clock = target;
        }
        if (chance(30)) {
            add(new Step.FireDue(chance(60) ? clock : clock.minusMillis(1), chance(70)));
        }
    }

    /** About the opening, the closing or the last minute of some schedule's window (F7). */
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
        List<Windows.Window> windows = Windows.of(schedule, zone, clock, day -> false);
        Windows.Window next = windows.stream().filter(window -> window.opening().isAfter(clock)).findFirst()
                .orElse(new Windows.Window(clock, clock));
        Instant edge = pick(List.of(next.opening(), next.closing(), next.firing().closing()));
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
        Instant later = Instants.later(one, other);
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
        if (crowded && chance(25)) {
            for (int repeated = 3; repeated > 0; repeated--) {
                receive(lead, events.form());
            }
        } else if (kind < 30) {
            receive(lead, events.inbound());
        } else if (kind < 34) {
            receive(lead, events.outbound(ids));
        } else if (kind < 42) {
            receive(lead, events.sent(ids));
            if (chance(15)) {
                add(steps.getLast());
            }
        } else if (kind < 57) {
            Map<String, Object> change = events.statusChange(currentStatus(lead));
            if (chance(25)) {
                change.put("occurredAt", events.spelling(clock.minusSeconds(3_600L * (1 + random.nextInt(72)))));
            }
            receive(lead, change);
        } else if (kind < 71) {
            receive(lead, object("type", "lead.updated", "lead", events.attributes(clock)));
        } else if (kind < 75) {
            receive(lead, events.optOut());
        } else if (kind < 82) {
            receive(lead, events.form());
        } else if (kind < 84) {
            receive(lead, cancellation(lead));
        } else if (kind < 90 && !earlier.isEmpty()) {
            repeat(lead, pick(earlier));
        } else if (kind < 94) {
            removal(lead);
        } else {
            Map<String, Object> invalid = object("id", "event-" + ids++, "type", "lead.updated", "organizationId",
                    lead.organizationId(), "leadId", lead.leadId(), "lead", events.attributes(clock));
            events.invalidate(invalid);
            add(new Step.Receive(clock, invalid));
        }
    }

    private @Nullable Object currentStatus(LeadName lead) {
        return Values.object(alongside.lead(lead.organizationId(), lead.leadId()).get("attributes")).get("status");
    }

    /** C6: mostly of an automation that waits for the lead. */
    private Map<String, Object> cancellation(LeadName lead) {
        List<String> waiting = alongside.waiting().stream().filter(timer -> timer.leadId().equals(lead.leadId())
                && timer.organizationId().equals(lead.organizationId())).map(Timer::automationId).toList();
        Object automation = waiting.isEmpty() || chance(10) ? "none" : pick(waiting);
        Map<String, Object> data = object("automationId", chance(5) ? (Object) 5 : automation, "by", "ana");
        return object("type", "lead.run_cancelled", "data", data);
    }

    /** E10. A merged lead's opt-outs reach the other lead some time later. */
    private void removal(LeadName lead) {
        if (chance(25)) {
            add(new Step.ReceiveAppended(clock));
            return;
        }
        receive(lead, chance(60)
                ? object("type", "lead.deleted")
                : object("type", "lead.merged", "data",
                        object("into", pick(List.of("lead-4", "lead-5")))));
    }

    private void receive(LeadName lead, Map<String, Object> event) {
        Map<String, Object> whole = object("id", chance(3) ? (Object) (1_000_000 + ids++) : "event-" + ids++, "type",
                event.get("type"), "organizationId", lead.organizationId(), "leadId", lead.leadId());
        whole.putAll(event);
        if (!whole.containsKey("lead") && chance(15)) {
            whole.put("lead", events.attributes(clock));
        }
        Instant recorded = chance(4)
                ? clock.minusSeconds(random.nextInt(20))
                : chance(4) ? clock.plusNanos(9_999) : clock;
        Object occurredAt = occurredAt(recorded);
        if (occurredAt != null) {
            whole.putIfAbsent("occurredAt", occurredAt);
        }
        received.computeIfAbsent(lead, none -> new ArrayList<>()).add(whole);
        add(new Step.Receive(recorded, whole));
    }

    private @Nullable Object occurredAt(Instant recorded) {
        int dated = random.nextInt(100);
        if (dated < 14) {
            return events.spelling(recorded.minusSeconds(60L * random.nextInt(180)));
        }
        if (dated < 19) {
            return events.spelling(recorded.minusSeconds(3_600L * random.nextInt(24 * 20)));
        }
        if (dated < 25) {
            return events.spelling(recorded.plusSeconds(60L * random.nextInt(180)));
        }
        if (dated < 28) {
            return events.spelling(recorded.plusNanos(456_789));
        }
        return dated < 31 ? events.unreadableInstant() : null;
    }

    /** Repeats the event, or sends another event with the same id. */
    private void repeat(LeadName lead, Map<String, Object> event) {
        if (chance(70)) {
            add(new Step.Receive(clock, event));
            return;
        }
        Map<String, Object> other = object("id", event.get("id"), "type", "lead.updated", "organizationId",
                lead.organizationId(), "leadId", lead.leadId(), "lead", events.attributes(clock));
        add(new Step.Receive(clock, other));
    }

    private <T> T pick(List<? extends T> list) {
        return automations.pick(list);
    }

    private boolean chance(int percent) {
        return automations.chance(percent);
    }
}
