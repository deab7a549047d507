package dev.nudge.api.simulation;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.exclude;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.automation.Automations;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.template.Templates;
import dev.nudge.api.user.Users;
import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.lead.Lead;
import dev.nudge.message.Template;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Reads stored data as the engine reads them, and never writes. Like the engine, it ignores what cannot be read. */
final class StoredData {

    private final Automations automations;
    private final Users users;
    private final Organizations organizations;
    private final Templates templates;
    private final MongoCollection<Document> leads;

    StoredData(Automations automations, Users users, Organizations organizations, Templates templates,
            MongoTemplate store) {
        this.automations = automations;
        this.users = users;
        this.organizations = organizations;
        this.templates = templates;
        this.leads = store.getCollection(CollectionNames.LEADS);
    }

    Optional<Automation> automation(String organizationId, String id) {
        return automations.automation(organizationId, id);
    }

    Optional<Preference> preference(String organizationId, String userId, String automationId) {
        Map<String, @Nullable Object> stored = users.preference(organizationId, userId, automationId);
        return stored.isEmpty() ? Optional.empty() : PreferenceReader.read(stored).understood();
    }

    Organization organization(String id) {
        return organizations.settings(id);
    }

    Optional<Template> template(String organizationId, String name) {
        return templates.template(organizationId, name);
    }

    @Nullable
    Lead lead(LeadKey key) {
        Document document = leads.find(and(eq("_id", DocumentIds.ofLead(key)),
                eq("organizationId", key.organizationId()))).projection(exclude("outbox", "position")).first();
        return document == null ? null : LeadDocumentReader.lead(document);
    }
}
