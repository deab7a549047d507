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
 * The idempotency keys of all organizations. The first request with a key inserts a document, and its response
 * completes it. At most one holder processes a request at a time; after a crash and the take-over timeout, the next
 * attempt processes it again with the same request id.
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

    /** MongoDB deletes expired keys; until then, an expired key is treated as absent. */
    @Override
    public void prepare() {
        IndexDefinition.create(claims, Duration.ZERO);
    }

    /** @param request a fingerprint that identifies the request */
    Claim claim(String organizationId, String route, String key, String request) {
        String id = DocumentIds.ofIdempotencyKey(organizationId, LeadEvent.fingerprint(route, key));
        while (true) {
            Claim.Acquired acquired = new Claim.Acquired(id, UUID.randomUUID().toString(), RequestId.fresh());
            if (Inserts.ifAbsent(claims, document(acquired, organizationId, request))) {
                return acquired;
            }
            Document known = claims.find(eq("_id", id)).first();
            if (known != null) {
                Optional<Claim> claim = claim(known, acquired, document(acquired, organizationId, request));
                if (claim.isPresent()) {
                    return claim.get();
                }
            }
        }
    }

    /** Empty when another attempt has changed the document. */
    private Optional<Claim> claim(Document known, Claim.Acquired acquired, Document replacement) {
        Instant now = clock.instant();
        if (!now.isBefore(known.getDate("expiresAt").toInstant())) {
            return claims.replaceOne(heldAs(known), replacement).getMatchedCount() == 1
                    ? Optional.of(acquired)
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
        Bson takeOver = combine(set("holder", acquired.holder()), set("claimedAt", Date.from(now)));
        return claims.updateOne(and(heldAs(known), exists("answer", false)), takeOver).getMatchedCount() == 1
                ? Optional.of(new Claim.Acquired(acquired.id(), acquired.holder(),
                        new RequestId(known.getString("requestId"))))
                : Optional.empty();
    }

    private Document document(Claim.Acquired acquired, String organizationId, String request) {
        Instant now = clock.instant();
        return new Document("_id", acquired.id()).append("organizationId", organizationId).append("request", request)
                .append("requestId", acquired.requestId().value()).append("holder", acquired.holder())
                .append("claimedAt", Date.from(now)).append("expiresAt", Date.from(now.plus(properties.kept())));
    }

    /** Stores the response, which is returned from now on. */
    void complete(Claim.Acquired claim, StoredResponse answer) {
        claims.updateOne(heldBy(claim), set("answer", answer.document()));
    }

    /** The request may be partly complete; the next attempt can continue immediately. */
    void release(Claim.Acquired claim) {
        claims.updateOne(heldBy(claim), set("claimedAt", Date.from(Instant.EPOCH)));
    }

    /** The request was rejected without effect; the key can be used again. */
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
