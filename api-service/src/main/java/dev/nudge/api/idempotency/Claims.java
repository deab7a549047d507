package dev.nudge.api.idempotency;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.api.web.RequestId;
import dev.nudge.event.LeadEvent;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.Inserts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The keys of all organizations, each one document that its first request inserts and that its answer completes. At
 * most one holder at a time does a request; one that a crash interrupted is done again, under the same request id, by
 * whoever sends it after the bound.
 */
final class Claims implements IndexedCollection {

    private final MongoCollection<Document> claims;
    private final IdempotencyProperties properties;
    private final InstantSource clock;

    Claims(MongoTemplate store, IdempotencyProperties properties, InstantSource clock) {
        this.claims = store.getCollection(CollectionNames.IDEMPOTENCY);
        this.properties = properties;
        this.clock = clock;
    }

    /** The store forgets what is old; what it has not forgotten yet counts as forgotten all the same. */
    @Override
    public void prepare() {
        IndexDefinition.create(claims, Duration.ZERO);
    }

    /** @param request a fingerprint of all that makes it this request and no other */
    Claim claim(String organizationId, String route, String key, String request) {
        String id = DocumentIds.ofIdempotencyKey(organizationId, LeadEvent.fingerprint(route, key));
        while (true) {
            Claim.Acquired mine = new Claim.Acquired(id, UUID.randomUUID().toString(), RequestId.fresh());
            if (Inserts.ifAbsent(claims, document(mine, organizationId, request))) {
                return mine;
            }
            Document known = claims.find(eq("_id", id)).first();
            if (known != null) {
                Optional<Claim> claim = claim(known, mine, document(mine, organizationId, request));
                if (claim.isPresent()) {
                    return claim.get();
                }
            }
        }
    }

    /** Empty when it has changed meanwhile. */
    private Optional<Claim> claim(Document known, Claim.Acquired mine, Document replacement) {
        Instant now = clock.instant();
        if (!now.isBefore(known.getDate("expiresAt").toInstant())) {
            return claims.replaceOne(heldAs(known), replacement).getMatchedCount() == 1
                    ? Optional.of(mine)
                    : Optional.empty();
        }
        if (!Objects.equals(known.getString("request"), replacement.getString("request"))) {
            return Optional.of(new Claim.Mismatch());
        }
        if (known.get("answer") instanceof Document answer) {
            return Optional.of(new Claim.Answered(new StoredResponse(answer)));
        }
        if (now.isBefore(known.getDate("claimedAt").toInstant().plus(properties.takeOverAfter()))) {
            return Optional.of(new Claim.InProgress());
        }
        Bson takeOver = combine(set("holder", mine.holder()), set("claimedAt", Date.from(now)));
        return claims.updateOne(and(heldAs(known), exists("answer", false)), takeOver).getMatchedCount() == 1
                ? Optional.of(new Claim.Acquired(mine.id(), mine.holder(), new RequestId(known.getString("requestId"))))
                : Optional.empty();
    }

    private Document document(Claim.Acquired mine, String organizationId, String request) {
        Instant now = clock.instant();
        return new Document("_id", mine.id()).append("organizationId", organizationId).append("request", request)
                .append("requestId", mine.requestId().value()).append("holder", mine.holder())
                .append("claimedAt", Date.from(now)).append("expiresAt", Date.from(now.plus(properties.kept())));
    }

    /** It was done, and this is the answer from now on. */
    void complete(Claim.Acquired claim, StoredResponse answer) {
        claims.updateOne(heldBy(claim), set("answer", answer.document()));
    }

    /** It may have been done in part; the same request may go on with it at once. */
    void release(Claim.Acquired claim) {
        claims.updateOne(heldBy(claim), set("claimedAt", Date.from(Instant.EPOCH)));
    }

    /** It was refused and nothing was done; the key is as good as new. */
    void forget(Claim.Acquired claim) {
        claims.deleteOne(heldBy(claim));
    }

    private static Bson heldBy(Claim.Acquired claim) {
        return and(eq("_id", claim.id()), eq("holder", claim.holder()));
    }

    private static Bson heldAs(Document known) {
        return and(eq("_id", known.getString("_id")), eq("holder", known.getString("holder")));
    }
}
