package dev.nudge.engine.registry;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationDeleted;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateDeleted;
import dev.nudge.message.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the API's collections in MongoDB. A document that can't be read is passed over and named in the log. */
public final class MongoConfigurations implements Configurations {

    private static final Logger LOG = LoggerFactory.getLogger(MongoConfigurations.class);

    private final MongoCollection<Document> automations;
    private final MongoCollection<Document> users;
    private final MongoCollection<Document> organizations;
    private final MongoCollection<Document> templates;

    public MongoConfigurations(MongoDatabase database) {
        this.automations = database.getCollection("automations");
        this.users = database.getCollection("users");
        this.organizations = database.getCollection("organizations");
        this.templates = database.getCollection("templates");
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

    /** The time-out is that of each part that is fetched, since the whole may take any time. */
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
        users.find(Filters.in("_id", userIds.stream().map(id -> organizationId + ":" + id).toList()))
                .forEach(user -> preferences(user, found::add));
        return found;
    }

    private interface Reader {
        ConfigurationChange read(Document json);
    }

    private static void read(Document document, Reader reader, Consumer<ConfigurationChange> consumer) {
        ConfigurationChange change;
        try {
            change = reader.read(json(document));
        } catch (RuntimeException unreadable) {
            LOG.error("Passed over the document {}: it can't be read", document.get("_id"), unreadable);
            return;
        }
        consumer.accept(change);
    }

    private static ConfigurationChange automation(Document json) {
        return json.getBoolean("deleted", false)
                ? new AutomationDeleted(json.getString("organizationId"), json.getString("_id"), version(json))
                : new AutomationSaved(AutomationReader.read(json).orThrow());
    }

    private static ConfigurationChange template(Document json) {
        String organizationId = json.getString("organizationId");
        return json.getBoolean("deleted", false)
                ? new TemplateDeleted(organizationId, json.getString("name"), version(json))
                : new TemplateChanged(organizationId, Template.read(json).orThrow());
    }

    private static int version(Document json) {
        return ((Number) Objects.requireNonNull(json.get("version"))).intValue();
    }

    private static void preferences(Document user, Consumer<ConfigurationChange> consumer) {
        switch (user.get("automations")) {
            case Document preferences -> preferences.forEach((automationId, preference) -> read(
                    new Document("_id", user.get("_id") + " for " + automationId).append("preference", preference),
                    json -> new PreferenceChanged(user.getString("organizationId"), user.getString("userId"),
                            automationId,
                            PreferenceReader.read(json.get("preference", Document.class)).orThrow()),
                    consumer));
            case null -> {
            } // none yet
            default -> LOG.error("Passed over the preferences of {}: they can't be read", user.get("_id"));
        }
    }

    /** The document with JSON's types only. */
    private static Document json(Document document) {
        Document json = new Document();
        document.forEach((name, value) -> json.put(name, json(value)));
        return json;
    }

    private static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case Document document -> json(document);
            case List<?> list -> list.stream().map(MongoConfigurations::json).toList();
            case Decimal128 decimal -> decimal.bigDecimalValue();
            case Date date -> date.toInstant().toString();
            case null, default -> value;
        };
    }
}
