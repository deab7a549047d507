package dev.nudge.benchmarks.pipeline;

import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.message.Template;
import java.util.List;
import org.bson.Document;

/**
 * The {@link Rule} as Nudge's automation, with a user who has switched it on, its template, and the organization. By
 * default, an automation fires ten times an hour for a lead, which is less than a measurement of an hour needs.
 */
public final class NudgeConfiguration {

    static final String ORGANIZATION = "org-load";
    private static final String USER = "user-1";
    private static final String AUTOMATION = "automation-0";

    private NudgeConfiguration() {}

    public static void store(Environment environment) {
        environment.collection("organizations").insertOne(organization());
        environment.collection("automations").insertOne(automation(AUTOMATION, ORGANIZATION));
        environment.collection("users").insertOne(new Document("_id", ORGANIZATION + ":" + USER)
                .append("organizationId", ORGANIZATION).append("userId", USER).append("automations",
                        new Document(AUTOMATION, new Document("enabled", true).append("version", 1))));
        environment.collection("templates").insertOne(template());
    }

    /** What an engine reads when the documents are stored. */
    public static List<ConfigurationChange> changes() {
        return List.of(new OrganizationChanged(OrganizationReader.read(organization()).orThrow()),
                new AutomationSaved(AutomationReader.read(automation(AUTOMATION, ORGANIZATION)).orThrow()),
                new PreferenceChanged(ORGANIZATION, USER, AUTOMATION, new Preference(true, null, 1)),
                new TemplateChanged(ORGANIZATION, Template.read(template()).orThrow()));
    }

    private static Document organization() {
        return new Document("_id", ORGANIZATION).append("organizationId", ORGANIZATION).append("version", 1)
                .append("ceilingPerHour", 1_000);
    }

    static Document automation(String id, String organizationId) {
        return Document.parse("""
                {"name": "Answer at once", "event": "message.received", "triggerLogicType": "event", "version": 1,
                 "sourceStatuses": ["New lead"],
                 "conditions": [{"field": "lastInboundDirection", "op": "eq", "value": "inbound"},
                   {"any": [{"field": "source", "op": "in", "value": ["Google", "Organic Search"]},
                            {"field": "totalVisits", "op": "gte", "value": 3}]},
                   {"not": {"field": "lastInboundBody", "op": "matches", "value": "%s"}}],
                 "actions": {"sendMessage": [{"template": "hello", "channel": "sms"}]}}
                """.formatted(Rule.REFUSAL)).append("_id", id).append("organizationId", organizationId)
                .append("userId", USER);
    }

    private static Document template() {
        return new Document("_id", ORGANIZATION + ":hello").append("organizationId", ORGANIZATION)
                .append("name", "hello").append("version", 1)
                .append("body", Rule.text("{{firstName}}", "{{product}}"));
    }
}
