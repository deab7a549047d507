package dev.nudge.infrastructure.unsubscribe;

import com.mongodb.client.MongoDatabase;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Makes and verifies the links by which a person unsubscribes with one click (RFC 8058): {@code
 * <public URL>/unsubscribe/<signed>}. What is signed is the base64 (RFC 4648, section 5) of an HMAC-SHA256 and of the
 * JSON list of organization, lead, kind of address and address. A link is valid as long as its key is stored; it needs
 * no session. Thread-safe.
 */
public final class UnsubscribeLinks {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String KEY = "unsubscribe";
    private static final int SIGNATURE_BYTES = 32;

    private final SigningKey key;

    public UnsubscribeLinks(MongoDatabase database) {
        this.key = new SigningKey(database, KEY, ALGORITHM);
    }

    /** @param publicUrl without a slash at its end */
    public URI link(URI publicUrl, Unsubscription unsubscription) {
        Address address = unsubscription.address();
        byte[] content = JsonCodec.write(List.of(unsubscription.organizationId(), unsubscription.leadId(),
                address.kind().json(), address.to()));
        byte[] signed = ByteBuffer.allocate(SIGNATURE_BYTES + content.length).put(signature(content)).put(content)
                .array();
        return URI.create(publicUrl + "/unsubscribe/" + Base64.getUrlEncoder().withoutPadding().encodeToString(signed));
    }

    /**
     * Verifies the last segment of a link's path.
     *
     * @return empty when it was not made by {@link #link} with the key of this database
     */
    public Optional<Unsubscription> verify(String signed) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(signed.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length <= SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
        return MessageDigest.isEqual(signature(content), Arrays.copyOf(bytes, SIGNATURE_BYTES))
                ? read(content)
                : Optional.empty();
    }

    private static Optional<Unsubscription> read(byte[] content) {
        return JsonCodec.read(content) instanceof Reading.Understood<JsonCodec.Value>(JsonCodec.Value value)
                && value.json() instanceof List<?> list && list.size() == 4
                && list.get(0) instanceof String organizationId && list.get(1) instanceof String leadId
                && list.get(2) instanceof String kind && list.get(3) instanceof String address
                        ? AddressKind.named(kind).map(known -> new Unsubscription(organizationId, leadId,
                                Address.ofNormalised(known, address)))
                        : Optional.empty();
    }

    private byte[] signature(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key.get());
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected the Java runtime to provide " + ALGORITHM + ".", e);
        }
    }
}
