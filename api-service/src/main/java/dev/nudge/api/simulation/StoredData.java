package dev.nudge.api.simulation;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import dev.nudge.lead.Lead;
import dev.nudge.message.Template;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Reads stored data with the engine's readers, and never writes. Like the engine, it ignores data that cannot be read.
 */
final class StoredData {

    private final MongoCollection<Document> automations;
    private final MongoCollection<Document> users;
    private final MongoCollection<Document> organizations;
    private final MongoCollection<Document> templates;
    private final MongoCollection<Document> leads;

    StoredData(MongoTemplate store) {
        this.automations = store.getCollection(CollectionNames.AUTOMATIONS);
        this.users = store.getCollection(CollectionNames.USERS);
        this.organizations = store.getCollection(CollectionNames.ORGANIZATIONS);
        this.templates = store.getCollection(CollectionNames.TEMPLATES);
        this.leads = store.getCollection(CollectionNames.LEADS);
    }

    Optional<Automation> automation(String organizationId, String id) {
        return Optional.ofNullable(automations
                .find(and(eq("_id", id), eq("organizationId", organizationId), VersionedDocuments.notDeleted()))
                .first())
                .flatMap(document -> AutomationReader.read(Documents.toJson(document)).understood());
    }

    Optional<Preference> preference(String organizationId, String userId, String automationId) {
        Document user = users.find(eq("_id", DocumentIds.ofUser(organizationId, userId)))
                .projection(include("automations." + automationId)).first();
        Document preferences = user == null ? null : user.get("automations", Document.class);
        Document preference = preferences == null ? null : preferences.get(automationId, Document.class);
        return Optional.ofNullable(preference)
                .flatMap(document -> PreferenceReader.read(Documents.toJson(document)).understood());
    }

    Organization organization(String id) {
        return Optional.ofNullable(organizations.find(eq("_id", id)).first())
                .flatMap(document -> OrganizationReader.read(Documents.toJson(document)).understood())
                .orElseGet(() -> Organization.withoutSettings(id));
    }

    Optional<Template> template(String organizationId, String name) {
        return Optional.ofNullable(templates
                .find(and(eq("_id", DocumentIds.ofTemplate(organizationId, name)), VersionedDocuments.notDeleted()))
                .first()).flatMap(document -> Template.read(Documents.toJson(document)).understood());
    }

    @Nullable
    Lead lead(LeadKey key) {
        Document document = leads.find(and(eq("_id", DocumentIds.ofLead(key)),
                eq("organizationId", key.organizationId()))).projection(exclude("outbox", "position")).first();
        return document == null ? null : LeadDocumentReader.lead(document);
    }
}
