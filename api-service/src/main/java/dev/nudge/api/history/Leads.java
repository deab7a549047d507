package dev.nudge.api.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.store.Documents;
import dev.nudge.api.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The leads as the engine keeps them; what it needs to keep them right is not shown. */
final class Leads {

    private static final List<String> RUN_FIELDS = List.of("number", "followUp", "startedAt", "dueAt");

    private final MongoCollection<Document> leads;

    Leads(Store store) {
        this.leads = store.collection("leads");
    }

    boolean has(String organizationId, String leadId) {
        return leads.find(of(organizationId, leadId)).projection(include("_id")).first() != null;
    }

    /** The lead's state as its API document. */
    Optional<Map<String, @Nullable Object>> find(String organizationId, String leadId) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId))
                .projection(include("leadId", "attributes", "conversation", "optOuts", "automations")).first())
                .map(Leads::toJson);
    }

    private static Bson of(String organizationId, String leadId) {
        return and(eq("_id", organizationId + ":" + leadId), eq("organizationId", organizationId));
    }

    private static Map<String, @Nullable Object> toJson(Document lead) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("leadId", lead.getString("leadId"));
        json.put("attributes", Documents.toJson(part(lead, "attributes")));
        json.put("conversation", Documents.toJson(part(lead, "conversation")));
        json.put("optOuts", optOuts(part(lead, "optOuts")));
        json.put("automations", automations(part(lead, "automations")));
        return json;
    }

    /** {@code by} is the user who said it; who opted out by its own words (F4) has none. */
    private static List<Map<String, @Nullable Object>> optOuts(Document byChannel) {
        List<Map<String, @Nullable Object>> optOuts = new ArrayList<>();
        byChannel.keySet().stream().sorted().forEach(channel -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("channel", channel);
            json.putAll(Documents.toJson(part(byChannel, channel)));
            optOuts.add(json);
        });
        return optOuts;
    }

    private static List<Map<String, @Nullable Object>> automations(Document progress) {
        List<Map<String, @Nullable Object>> automations = new ArrayList<>();
        progress.keySet().stream().sorted().forEach(id -> {
            Document one = part(progress, id);
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("automationId", id);
            json.put("transitions", one.get("transitions"));
            json.put("followUps", one.get("followUps"));
            if (one.get("run") instanceof Document run) {
                Map<String, @Nullable Object> waiting = Documents.toJson(run);
                waiting.keySet().retainAll(RUN_FIELDS);
                json.put("run", waiting);
            }
            automations.add(json);
        });
        return automations;
    }

    private static Document part(Document parent, String name) {
        Document part = parent.get(name, Document.class);
        return part == null ? new Document() : part;
    }
}
