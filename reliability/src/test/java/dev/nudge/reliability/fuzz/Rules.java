package dev.nudge.reliability.fuzz;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Preference;
import dev.nudge.automation.Preference.UserSmsNotification;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Verdict;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.message.Template;
import dev.nudge.story.Configuration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One organization's automation with its preference and templates, and its effect on a lead. */
final class Rules {

    static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");
    static final LeadKey LEAD = new LeadKey("acme", "ana");
    private static final String USER = "uma";

    private Rules() {}

    /** The automation of an accepted body, as it would be stored. */
    static Automation stored(Map<String, ? extends @Nullable Object> body) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(body);
        document.put("_id", "follow-up");
        document.put("organizationId", LEAD.organizationId());
        document.put("userId", USER);
        document.put("version", 1L);
        return AutomationReader.read(document).orThrow();
    }

    /** The configuration with the automation enabled for its creator, and with all its templates. */
    static Configuration of(Automation automation) {
        Configuration rules = new Configuration();
        rules.put(automation);
        rules.put(LEAD.organizationId(), USER, automation.id(), new Preference(true,
                new UserSmsNotification(true, List.of("+14155550001"), "Call {{firstName}}"), 1));
        Template template = Template.read(Map.of("name", "hello", "version", 1L, "subject", "{{firstName}}", "body",
                "Hi {{firstName}}{{#tags}}, {{.}}{{/tags}} {{event.data.body}}")).orThrow();
        automation.actions()
                .forEach(action -> rules.put(LEAD.organizationId(), action.template(), template));
        return rules;
    }

    /** Applies the event, and then up to three timers of the automation. */
    static void run(Configuration rules, Automation automation, @Nullable Lead known, LeadEvent event) {
        if (!(Decider.decide(known, event, NOW, rules) instanceof Verdict.Decided decided)) {
            return;
        }
        Lead lead = decided.lead();
        for (int due = 0; due < 3 && !lead.progressOf(automation.id()).runs().isEmpty(); due++) {
            var run = lead.progressOf(automation.id()).runs().getFirst();
            LeadEvent timer = LeadEvent.timerDue(LEAD, run.timer(automation.id()));
            if (!(Decider.decide(lead, timer, run.dueAt(), rules) instanceof Verdict.Decided after)) {
                throw new AssertionError("Expected the timer of " + run + " to be decided");
            }
            lead = after.lead();
        }
    }
}
