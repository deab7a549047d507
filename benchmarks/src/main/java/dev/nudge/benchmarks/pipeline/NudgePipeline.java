package dev.nudge.benchmarks.pipeline;

import dev.nudge.Topics;
import dev.nudge.benchmarks.Site;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import java.util.List;
import org.bson.Document;

/**
 * The engine with its default settings, without the other consumers of its topics. Every event leads to a decision,
 * which is published as well.
 */
public final class NudgePipeline implements EventSystem {

    static final String ORGANIZATION = "org-load";

    /** Settings of an engine without the other consumers of its topics: delivery and history. */
    public static final List<String> PIPELINE_ONLY = List.of("nudge.delivery.enabled=false",
            "nudge.engine.history.enabled=false");

    static final String DURABILITY = "lead in the database's file before its messages are published; no fsync;"
            + " Kafka acks=all";

    private final Site site;
    private final GroupProgress progress;
    private final String name;
    private long decisions;

    private NudgePipeline(Site site, String name) {
        this.site = site;
        this.name = name;
        progress = new GroupProgress(site);
        decisions = site.size(Topics.AUTOMATION_DECISIONS);
    }

    /** Starts the engine of a site that {@link #configure} has prepared. */
    public static NudgePipeline start(Site site, String name) throws InterruptedException {
        site.startEngine(PIPELINE_ONLY.toArray(String[]::new));
        return new NudgePipeline(site, name);
    }

    /**
     * Stores the automation, a user who has switched it on, and its template. By default, an automation fires ten times
     * an hour for a lead, which is less than a measurement of an hour needs.
     */
    public static void configure(Site site) {
        site.collection("organizations")
                .insertOne(new Document("_id", ORGANIZATION).append("organizationId", ORGANIZATION)
                        .append("version", 1).append("ceilingPerHour", 1_000));
        site.collection("automations").insertOne(automation("automation-0", ORGANIZATION));
        site.collection("users").insertOne(new Document("_id", ORGANIZATION + ":user-1")
                .append("organizationId", ORGANIZATION).append("userId", "user-1").append("automations",
                        new Document("automation-0", new Document("enabled", true).append("version", 1))));
        site.collection("templates").insertOne(new Document("_id", ORGANIZATION + ":hello")
                .append("organizationId", ORGANIZATION).append("name", "hello").append("version", 1)
                .append("body", Rule.text("{{firstName}}", "{{product}}")));
    }

    /** The {@link Rule}. */
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
                .append("userId", "user-1");
    }

    @Override
    public Subject subject() {
        return new Subject(name, DURABILITY);
    }

    @Override
    public String events() {
        return Topics.LEAD_EVENTS;
    }

    @Override
    public String messages() {
        return Topics.MESSAGE_COMMANDS;
    }

    @Override
    public void await(LeadEvents.Batch batch) throws InterruptedException {
        progress.await(ConsumerGroup.LEAD_EVENTS.id(), Topics.LEAD_EVENTS);
    }

    @Override
    public void check(LeadEvents.Batch batch) {
        decisions += batch.size();
        long published = site.size(Topics.AUTOMATION_DECISIONS);
        if (published != decisions) {
            throw new IllegalStateException("Expected " + decisions + " decisions but found " + published);
        }
    }

    @Override
    public void close() {
        progress.close();
        site.stopEngine();
    }
}
