package dev.nudge.api.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.springframework.data.mongodb.core.MongoTemplate;

/** One resource of each kind of an organization, each with a secret that other organizations must not see. */
public record OrganizationFixture(MongoTemplate store, String organization, String automation, String message,
        String decision, String deadLetter) {

    public static final String SECRET = "canary-7f3a";
    private static final List<String> COLLECTIONS = List.of("automations", "templates", "leads", "messages",
            "decisions", "deadLetters", "suppressions", "unmatchedMessages", "leadEvents");
    private static final String ADDRESS = "+14155550177";

    /** The user {@code creator} creates the automation; the lead is lead-7, the template hello. */
    public static OrganizationFixture of(Api api, MongoTemplate store) {
        String organization = Api.newOrganization();
        Client creator = api.member("creator", organization);
        String automation = creator.post("/api/automations", Examples.followUpWith("description", SECRET)).is(201)
                .automationId();
        creator.put("/api/templates/hello", "{\"body\": \"" + SECRET + "\"}").is(201);
        KnownLead.insert(store, organization, automation);
        store.getCollection("leads").updateOne(new Document("_id", organization + ":lead-7"),
                new Document("$set", new Document("attributes.note", SECRET)));
        Instant noon = Instant.parse("2026-04-22T12:00:00Z");
        String message = UUID.randomUUID().toString();
        store.getCollection("messages").insertOne(StoredRecords.message(message, organization, noon)
                .append("automationId", automation).append("text", SECRET).append("state", "FAILED"));
        String decision = UUID.randomUUID().toString();
        store.getCollection("decisions")
                .insertOne(StoredRecords.decision(decision, organization, noon)
                        .append("automationId", automation).append("eventId", SECRET));
        store.getCollection("leadEvents").insertOne(new Document("_id", organization + ":e").append("leadId", "lead-7")
                .append("organizationId", organization).append("eventId", "evt-1").append("type", SECRET)
                .append("at", Date.from(noon)).append("sequence", 1L).append("notes", List.of()));
        store.getCollection("suppressions").insertOne(new Document("_id", organization + ":phone:" + ADDRESS)
                .append("organizationId", organization).append("kind", "phone").append("address", ADDRESS)
                .append("suppressed", true).append("at", Date.from(noon)).append("by", null).append("source", "LEAD")
                .append("reason", null));
        store.getCollection("unmatchedMessages").insertOne(new Document("_id", organization + ":twilio-SM1")
                .append("organizationId", organization).append("messageId", "twilio-SM1")
                .append("receivedAt", Date.from(noon)).append("channel", "sms").append("from", ADDRESS)
                .append("body", SECRET));
        String deadLetter = UUID.randomUUID().toString();
        store.getCollection("deadLetters").insertOne(new Document("_id", deadLetter).append("reason", SECRET)
                .append("topic", "lead.events").append("partition", 3).append("offset", 7L)
                .append("timestamp", Date.from(noon))
                .append("at", Date.from(noon)).append("organizationId", organization).append("cut", false)
                .append("key", new Binary(new byte[]{'k'})).append("value", new Binary(new byte[]{'{', '}'})));
        return new OrganizationFixture(store, organization, automation, message, decision, deadLetter);
    }

    /** Copies each resource, so that each list has two entries. */
    public void copy() {
        for (String name : COLLECTIONS) {
            Document document = Objects.requireNonNull(
                    store.getCollection(name).find(new Document("organizationId", organization)).first());
            document.put("_id", switch (name) {
                case "leads" -> organization + ":lead-8";
                case "templates" -> organization + ":hello-again";
                case "suppressions" -> organization + ":phone:+14155550178";
                default -> UUID.randomUUID().toString();
            });
            document.computeIfPresent("name", (_, _) -> "hello-again");
            document.computeIfPresent("address", (_, _) -> "+14155550178");
            document.computeIfPresent("leadId", (_, id) -> name.equals("leads") ? "lead-8" : id);
            store.getCollection(name).insertOne(document);
        }
    }

    /** The path with the ids of the resources. */
    public String fill(String path) {
        String id = switch (path.split("/")[2]) {
            case "automations" -> automation;
            case "messages" -> message;
            case "decisions" -> decision;
            case "dead-letters" -> deadLetter;
            default -> "lead-7";
        };
        return path.replace("{id}", id).replace("{automationId}", automation).replace("{name}", "hello")
                .replace("{channel}", "sms")
                .replace("{address}", ADDRESS);
    }

    /** All stored documents of the organization, without publication markers. */
    public String storedDocuments() {
        return COLLECTIONS.stream()
                .flatMap(name -> store.getCollection(name).find(new Document("organizationId", organization))
                        .into(new ArrayList<>()).stream())
                .map(document -> {
                    document.remove("pending");
                    return document.toString();
                }).sorted().collect(Collectors.joining("\n"));
    }
}
