package dev.nudge.infrastructure.unsubscribe;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.Inserts;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** A random key that all services of a database share. The first one that needs it creates it. Thread-safe. */
final class SigningKey {

    private static final String FIELD = "key";
    private static final int BYTES = 32;

    private final MongoCollection<Document> keys;
    private final String name;
    private final String algorithm;
    private volatile @Nullable SecretKey known;

    SigningKey(MongoDatabase database, String name, String algorithm) {
        this.keys = database.getCollection(CollectionNames.SIGNING_KEYS);
        this.name = name;
        this.algorithm = algorithm;
    }

    SecretKey get() {
        SecretKey key = known;
        if (key == null) {
            key = read();
            known = key;
        }
        return key;
    }

    /** The stored key counts, so that of several services that create one at the same time all have the same. */
    private SecretKey read() {
        Document stored = keys.find(Filters.eq("_id", name)).first();
        if (stored == null) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Inserts.ifAbsent(keys, new Document("_id", name).append(FIELD, new Binary(random)));
            stored = Objects.requireNonNull(keys.find(Filters.eq("_id", name)).first());
        }
        return new SecretKeySpec(stored.get(FIELD, Binary.class).getData(), algorithm);
    }
}
