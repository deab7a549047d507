package dev.nudge.engine.registry;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationDeleted;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateDeleted;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.message.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the API's collections in MongoDB. A document that cannot be read is skipped and logged. */
public final class MongoConfigurations implements Configurations {

    private static final Logger LOG = LoggerFactory.getLogger(MongoConfigurations.class);

    private final MongoCollection<Document> automations;
    private final MongoCollection<Document> users;
    private final MongoCollection<Document> organizations;
    private final MongoCollection<Document> templates;

    public MongoConfigurations(MongoDatabase database) {
        this.automations = database.getCollection(CollectionNames.AUTOMATIONS);
        this.users = database.getCollection(CollectionNames.USERS);
        this.organizations = database.getCollection(CollectionNames.ORGANIZATIONS);
        this.templates = database.getCollection(CollectionNames.TEMPLATES);
    }

    @Override
    public void forEach(Consumer<ConfigurationChange> consumer) {
        List<ConfigurationChange> read = new ArrayList<>();
        all(automations).forEach(document -> read(document, MongoConfigurations::automation, read::add));
        all(users).forEach(user -> preferences(user, consumer));
        all(organizations).forEach(document -> read(document,
                json -> new OrganizationChanged(OrganizationReader.read(json).orThrow()), consumer));
        all(templates).forEach(document -> read(document, MongoConfigurations::template, consumer));
        read.forEach(consumer);
    }

    /** The time-out applies to each fetched part, because the whole result may take longer. */
    private static FindIterable<Document> all(MongoCollection<Document> collection) {
        return collection.find().timeoutMode(TimeoutMode.ITERATION);
    }

    @Override
    public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
        List<ConfigurationChange> found = new ArrayList<>();
        for (Document document : automations.find(Filters.in("_id", ids))) {
            if (organizationId.equals(document.get("organizationId"))) {
                read(document, MongoConfigurations::automation, found::add);
            }
        }
        return found;
    }

    @Override
    public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
        List<ConfigurationChange> found = new ArrayList<>();
        users.find(Filters.in("_id", userIds.stream().map(id -> DocumentIds.ofUser(organizationId, id)).toList()))
                .forEach(user -> preferences(user, found::add));
        return found;
    }

    private interface Reader {
        ConfigurationChange read(Map<String, @Nullable Object> json);
    }

    private static void read(Document document, Reader reader, Consumer<ConfigurationChange> consumer) {
        ConfigurationChange change;
        try {
            change = reader.read(Documents.toJson(document));
        } catch (RuntimeException unreadable) {
            LOG.error("Skipped the document {}: it cannot be read", document.get("_id"), unreadable);
            return;
        }
        consumer.accept(change);
    }

    private static ConfigurationChange automation(Map<String, @Nullable Object> json) {
        return isDeleted(json)
                ? new AutomationDeleted(text(json, "organizationId"), text(json, "_id"), version(json))
                : new AutomationSaved(AutomationReader.read(json).orThrow());
    }

    private static ConfigurationChange template(Map<String, @Nullable Object> json) {
        String organizationId = text(json, "organizationId");
        return isDeleted(json)
                ? new TemplateDeleted(organizationId, text(json, "name"), version(json))
                : new TemplateChanged(organizationId, Template.read(json).orThrow());
    }

    private static boolean isDeleted(Map<String, @Nullable Object> json) {
        return Boolean.TRUE.equals(json.get("deleted"));
    }

    private static String text(Map<String, @Nullable Object> json, String name) {
        return (String) Objects.requireNonNull(json.get(name), name);
    }

    private static int version(Map<String, @Nullable Object> json) {
        return ((Number) Objects.requireNonNull(json.get("version"), "version")).intValue();
    }

    private static void preferences(Document user, Consumer<ConfigurationChange> consumer) {
        switch (user.get("automations")) {
            case Document preferences -> preferences.forEach((automationId, preference) -> read(
                    new Document("_id", user.get("_id") + " for " + automationId).append("preference", preference),
                    json -> new PreferenceChanged(user.getString("organizationId"), user.getString("userId"),
                            automationId,
                            preference(json.get("preference"))),
                    consumer));
            case null -> {
            } // none yet
            default -> LOG.error("Skipped the preferences of {}: they cannot be read", user.get("_id"));
        }
    }

    private static Preference preference(@Nullable Object json) {
        if (json instanceof Map<?, ?> fields) {
            return PreferenceReader.read(Json.object(fields)).orThrow();
        }
        throw new IllegalStateException("Expected a preference, an object, but found " + JsonObject.typeOf(json));
    }
}
