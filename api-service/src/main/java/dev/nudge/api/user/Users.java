package dev.nudge.api.user;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.api.security.Caller;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.Inserts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Stores the users, each one document with all the user's preferences. Each preference has its own version, changes
 * only if the version is unchanged, and is marked by its automation's id until it is published.
 */
public final class Users implements Outbox {

    private static final String AUTOMATIONS = "automations";
    private static final String PENDING = "pending";
    private static final String PROFILE = "profile";

    private final MongoCollection<Document> users;

    Users(MongoTemplate store) {
        this.users = store.getCollection(CollectionNames.USERS);
    }

    /** The id of a user's document. */
    public static String id(Caller user) {
        return id(user.organizationId(), user.userId());
    }

    private static String id(String organizationId, String userId) {
        return DocumentIds.ofUser(organizationId, userId);
    }

    /** Creates the user's document if it does not exist. */
    void createIfAbsent(Caller user) {
        Inserts.ifAbsent(users, new Document("_id", id(user)).append("organizationId", user.organizationId())
                .append("userId", user.userId()));
    }

    /** The user's preferences for these automations; automations without a preference are absent. */
    public Map<String, Map<String, @Nullable Object>> preferences(Caller user, Collection<String> automationIds) {
        return preferences(id(user), automationIds);
    }

    private Map<String, Map<String, @Nullable Object>> preferences(String id, Collection<String> automationIds) {
        if (automationIds.isEmpty()) {
            return Map.of();
        }
        List<String> paths = automationIds.stream().map(Users::path).toList();
        Document document = users.find(eq("_id", id)).projection(fields(include(paths))).first();
        return preferencesOf(document);
    }

    /** All preferences of the user, including those for deleted automations. */
    public Map<String, Map<String, @Nullable Object>> preferences(Caller user) {
        return preferencesOf(users.find(eq("_id", id(user))).projection(include(AUTOMATIONS)).first());
    }

    private static Map<String, Map<String, @Nullable Object>> preferencesOf(@Nullable Document document) {
        Map<String, Map<String, @Nullable Object>> preferences = new TreeMap<>();
        preferencesIn(document).forEach((automationId, preference) -> preferences.put(automationId,
                Documents.toJson((Document) preference)));
        return preferences;
    }

    public Map<String, @Nullable Object> preference(Caller user, String automationId) {
        return preference(user.organizationId(), user.userId(), automationId);
    }

    /** Empty for an unknown user. */
    public Map<String, @Nullable Object> preference(String organizationId, String userId, String automationId) {
        return preferences(id(organizationId, userId), List.of(automationId)).getOrDefault(automationId, Map.of());
    }

    /** The automations that are switched on for the user. */
    public Set<String> switchedOn(Caller user) {
        return preferences(user).entrySet().stream().filter(entry -> Boolean.TRUE.equals(entry.getValue().get(
                "enabled"))).map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
    }

    /** The profile that the user entered. */
    public Map<String, @Nullable Object> profile(Caller user) {
        Document document = users.find(eq("_id", id(user))).projection(include(PROFILE)).first();
        Document profile = document == null ? null : document.get(PROFILE, Document.class);
        return profile == null ? Map.of() : Documents.toJson(profile);
    }

    /** @param fields by name; null removes a field, and absent fields do not change, even concurrently */
    public void changeProfile(Caller user, Map<String, @Nullable Object> fields) {
        if (fields.isEmpty()) {
            return;
        }
        List<Bson> updates = new ArrayList<>();
        fields.forEach((name, value) -> updates.add(value == null
                ? unset(PROFILE + "." + name)
                : set(PROFILE + "." + name, Documents.bson(value))));
        while (users.updateOne(eq("_id", id(user)), combine(updates)).getMatchedCount() == 0) {
            createIfAbsent(user);
        }
    }

    /**
     * Changes one preference and marks it.
     *
     * @param change applied to the current preference, empty when there is none; called again after a concurrent change
     * @return the preference with its new version
     */
    public Map<String, @Nullable Object> changePreference(Caller user, String automationId,
            UnaryOperator<Map<String, @Nullable Object>> change) {
        while (true) {
            Map<String, @Nullable Object> current = preference(user, automationId);
            int version = version(current);
            Map<String, @Nullable Object> next = new LinkedHashMap<>(change.apply(current));
            next.put("version", version + 1);
            Bson update = combine(set(path(automationId), Documents.toBson(next)), addToSet(PENDING, automationId));
            Bson unchanged = version == 0
                    ? exists(path(automationId), false)
                    : eq(path(automationId) + ".version", version);
            if (users.updateOne(and(eq("_id", id(user)), unchanged), update).getMatchedCount() == 1) {
                return next;
            }
            createIfAbsent(user); // or a concurrent change succeeded first
        }
    }

    @Override
    public void prepare() {
        IndexDefinition.create(users);
    }

    @Override
    public List<String> pending(String after, int limit) {
        return users.find(and(gte(PENDING, ""), gt("_id", after))).projection(include("_id"))
                .sort(Sorts.ascending("_id")).limit(limit).map(user -> user.getString("_id")).into(new ArrayList<>());
    }

    @Override
    public List<Change> changesOf(String documentId) {
        Document user = users.find(eq("_id", documentId)).first();
        if (user == null) {
            return List.of();
        }
        return user.getList(PENDING, String.class, List.of()).stream()
                .map(automationId -> change(user, automationId)).toList();
    }

    /** @param automationId whose preference was changed; a user may have thousands of others */
    @Override
    public List<Change> changesOf(String documentId, String automationId) {
        Document user = users.find(and(eq("_id", documentId), eq(PENDING, automationId)))
                .projection(include("organizationId", "userId", path(automationId))).first();
        return user == null ? List.of() : List.of(change(user, automationId));
    }

    private Change change(Document user, String automationId) {
        Document kept = preferencesIn(user).get(automationId, Document.class);
        if (kept == null) {
            throw new IllegalStateException(
                    "Expected the preference for " + automationId + ", which is marked, in user "
                            + user.getString("_id") + " but found none.");
        }
        Map<String, @Nullable Object> preference = Documents.toJson(kept);
        Bson unchanged = and(eq("_id", user.getString("_id")),
                eq(path(automationId) + ".version", version(preference)));
        return new Change(user.getString("_id"),
                ConfigurationChange.preferenceChanged(user.getString("organizationId"), user.getString("userId"),
                        automationId, preference),
                () -> users.updateOne(unchanged, pull(PENDING, automationId)));
    }

    private static Document preferencesIn(@Nullable Document user) {
        Document preferences = user == null ? null : user.get(AUTOMATIONS, Document.class);
        return preferences == null ? new Document() : preferences;
    }

    private static int version(Map<String, ? extends @Nullable Object> preference) {
        return preference.get("version") instanceof Number version ? version.intValue() : 0;
    }

    private static String path(String automationId) {
        return AUTOMATIONS + "." + automationId;
    }
}
