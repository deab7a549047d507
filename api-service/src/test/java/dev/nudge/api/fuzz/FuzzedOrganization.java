package dev.nudge.api.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nudge.Topics;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Description.Route;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.KnownLead;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.TestServers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;
import org.springframework.data.mongodb.core.MongoTemplate;

/** An organization that has one of everything, so that requests can be about something. */
public final class FuzzedOrganization {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");
    private static final String TEMPLATE = "still-there";

    private final String id = Api.newOrganization();
    private final Client boss;
    private final Client member;
    private final Client anonymous;
    private String automationId;

    public FuzzedOrganization(Api api, MongoTemplate store) {
        this.boss = api.with(TestServers.IDENTITY.token("ana", id, "member", "admin", "operator"));
        this.member = api.member("ben", id);
        this.anonymous = api.anonymous();
        this.automationId = boss.post("/api/automations", Examples.followUp()).is(201).automationId();
        saveTemplate();
        KnownLead.insert(store, id, automationId);
        store.getCollection("decisions").insertOne(StoredRecords.decision(id + "-d", id, NOON));
        store.getCollection("messages").insertOne(StoredRecords.message(id + "-m", id, NOON).append("state", "FAILED"));
        store.getCollection("deadLetters").insertOne(new Document("_id", id + "-l").append("topic", Topics.LEAD_EVENTS)
                .append("partition", 3L).append("offset", 7L).append("organizationId", id)
                .append("at", Date.from(NOON)).append("reason", "It isn't right.").append("timestamp", Date.from(NOON))
                .append("key", new Binary("lead-7".getBytes(UTF_8)))
                .append("value", new Binary("{}".getBytes(UTF_8))).append("cut", false));
    }

    /** What was deleted is made anew. */
    public void restore(Route deleted) {
        if (deleted.method().equals("DELETE")) {
            switch (deleted.path()) {
                case "/api/automations/{id}" -> automationId = boss.post("/api/automations", Examples.followUp())
                        .is(201).automationId();
                case "/api/templates/{name}" -> saveTemplate();
                default -> {
                }
            }
        }
    }

    private void saveTemplate() {
        boss.put("/api/templates/" + TEMPLATE, "{\"body\": \"Hi {{firstName}}\", \"subject\": \"{{firstName}}\"}");
    }

    /** Something that there is, for the parameter of a path. */
    public String known(Route route, String parameter) {
        return switch (parameter) {
            case "name" -> TEMPLATE;
            case "channel" -> "sms";
            default -> {
                if (route.path().startsWith("/api/leads")) {
                    yield "lead-7";
                }
                if (route.path().startsWith("/api/messages")) {
                    yield id + "-m";
                }
                yield route.path().startsWith("/api/dead-letters") ? deadLetterId() : automationId;
            }
        };
    }

    public String automationId() {
        return automationId;
    }

    public String deadLetterId() {
        return id + "-l";
    }

    /** Somebody who may do everything. */
    public Client boss() {
        return boss;
    }

    /** Those who may not. */
    public List<Client> others() {
        return List.of(member, anonymous, anonymous.with("Authorization", "Bearer x"),
                anonymous.with("Authorization", "Bearer " + "eyJ.".repeat(500)),
                anonymous.with("Authorization", "Basic YTpi"), anonymous.with("Authorization", "Bearer"));
    }
}
