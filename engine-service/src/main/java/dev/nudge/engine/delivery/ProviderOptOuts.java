package dev.nudge.engine.delivery;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.nudge.Topics;
import dev.nudge.address.Address;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Organization;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadAddresses;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Suppression;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Opt-outs of which a provider informs Nudge by refusing a message: they are recorded in the suppression list, as the
 * recipient's own, and appended as {@code lead.opted_out} to every lead with the address (F4).
 */
final class ProviderOptOuts {

    private final Suppressions suppressions;
    private final MongoCollection<Document> leads;
    private final Function<String, Organization> organizations;
    private final RecordLog log;

    ProviderOptOuts(MongoDatabase database, Function<String, Organization> organizations, RecordLog log) {
        this.suppressions = new Suppressions(database);
        this.leads = database.getCollection(CollectionNames.LEADS);
        this.organizations = organizations;
        this.log = log;
    }

    /** Recording it again has no effect. */
    void record(Document message, Instant now) {
        Channel channel = Channel.named(message.getString("channel")).orElseThrow();
        if (channel.addressKind() == null || !(message.get("to") instanceof String to)) {
            return;
        }
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        String organizationId = message.getString("organizationId");
        Address address = Address.ofNormalised(channel.addressKind(), to);
        suppressions.record(organizationId, new Suppression(address, true, at, null), Suppressions.Source.LEAD);
        log.appendAll(leadsWith(organizationId, address).stream()
                .map(leadId -> optedOut(new LeadKey(organizationId, leadId), message, address, at)).toList());
    }

    private Set<String> leadsWith(String organizationId, Address address) {
        String region = organizations.apply(organizationId).defaultRegion();
        Set<String> found = new TreeSet<>();
        leads.find(Filters.and(Filters.eq("organizationId", organizationId),
                Filters.in("addresses", LeadAddresses.keysOf(address, region))))
                .projection(Projections.include("leadId", "attributes." + address.kind().json()))
                .forEach(lead -> {
                    if (lead.getEmbedded(List.of("attributes", address.kind().json()),
                            Object.class) instanceof String text
                            && Address.of(address.kind(), text, region).filter(address::equals).isPresent()) {
                        found.add(lead.getString("leadId"));
                    }
                });
        return found;
    }

    private static OutboundRecord optedOut(LeadKey lead, Document message, Address address, Instant at) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("channel", address.kind().json());
        data.put("address", address.to());
        LeadEvent event = new LeadEvent("refused-" + message.getString("_id"), LeadEvent.OPTED_OUT, lead, at, data,
                Map.of());
        return OutboundRecord.of(Topics.LEAD_EVENTS, LeadPartitioner.keyOf(lead), JsonCodec.write(event.toJson()));
    }
}
