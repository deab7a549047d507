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

/** An organization with one resource of each kind, so that requests can refer to them. */
public final class FuzzedOrganization {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");
    private static final String TEMPLATE = "still-there";
    private static final String ADDRESS = "+14155550100";

    private final String id = Api.newOrganization();
    private final Client admin;
    private final Client member;
    private final Client anonymous;
    private String automationId;

    public FuzzedOrganization(Api api, MongoTemplate store) {
        this.admin = api.with(TestServers.IDENTITY.token("ana", id, "member", "admin", "operator"));
        this.member = api.member("ben", id);
        this.anonymous = api.anonymous();
        this.automationId = admin.post("/api/automations", Examples.followUp()).is(201).automationId();
        saveTemplate();
        suppress();
        KnownLead.insert(store, id, automationId);
        store.getCollection("decisions").insertOne(StoredRecords.decision(id + "-d", id, NOON));
        store.getCollection("messages")
                .insertOne(StoredRecords.message(id + "-m", id, NOON).append("state", "UNKNOWN"));
        store.getCollection("deadLetters").insertOne(new Document("_id", id + "-l").append("topic", Topics.LEAD_EVENTS)
                .append("partition", 3L).append("offset", 7L).append("organizationId", id)
                .append("at", Date.from(NOON)).append("reason", "The event is invalid.")
                .append("timestamp", Date.from(NOON))
                .append("key", new Binary("lead-7".getBytes(UTF_8)))
                .append("value", new Binary("{}".getBytes(UTF_8))).append("cut", false));
    }

    /** Creates the deleted resource again. */
    public void restore(Route deleted) {
        if (deleted.method().equals("DELETE")) {
            switch (deleted.path()) {
                case "/api/automations/{id}" -> automationId = admin.post("/api/automations", Examples.followUp())
                        .is(201).automationId();
                case "/api/templates/{name}" -> saveTemplate();
                case "/api/suppressions/{channel}/{address}" -> suppress();
                default -> {
                }
            }
        }
    }

    private void suppress() {
        admin.put("/api/suppressions/sms/" + ADDRESS, "").is(200);
    }

    private void saveTemplate() {
        admin.put("/api/templates/" + TEMPLATE, "{\"body\": \"Hi {{firstName}}\", \"subject\": \"{{firstName}}\"}");
    }

    /** An existing value for a path parameter. */
    public String known(Route route, String parameter) {
        return switch (parameter) {
            case "name" -> TEMPLATE;
            case "automationId" -> automationId;
            case "channel" -> "sms";
            case "address" -> ADDRESS;
            default -> {
                if (route.path().startsWith("/api/leads")) {
                    yield "lead-7";
                }
                if (route.path().startsWith("/api/messages")) {
                    yield id + "-m";
                }
                if (route.path().startsWith("/api/decisions")) {
                    yield id + "-d";
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

    /** A caller with all rights. */
    public Client admin() {
        return admin;
    }

    /** Callers without the required rights. */
    public List<Client> others() {
        return List.of(member, anonymous, anonymous.with("Authorization", "Bearer x"),
                anonymous.with("Authorization", "Bearer " + "eyJ.".repeat(500)),
                anonymous.with("Authorization", "Basic YTpi"), anonymous.with("Authorization", "Bearer"));
    }
}
