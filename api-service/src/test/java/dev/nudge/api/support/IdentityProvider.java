package dev.nudge.api.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Issues tokens, and publishes the keys that verify them. */
public final class IdentityProvider {

    public static final String ISSUER = "https://identity.example";
    public static final String AUDIENCE = "nudge";
    private static final String FIRST_KEY = "first";

    private final ECKey ellipticKey;
    private final HttpServer server;
    private final AtomicInteger keysServed = new AtomicInteger();
    private final AtomicBoolean hidden = new AtomicBoolean();
    private volatile RSAKey key = newKey(FIRST_KEY);

    private IdentityProvider(ECKey ellipticKey, HttpServer server) {
        this.ellipticKey = ellipticKey;
        this.server = server;
    }

    public static IdentityProvider start() {
        try {
            IdentityProvider provider = new IdentityProvider(
                    new ECKeyGenerator(Curve.P_256).keyID("elliptic").generate(),
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            provider.serve("/keys", provider::keys);
            provider.serve("/.well-known/openid-configuration", provider::discovery);
            provider.server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(String path, Supplier<String> json) {
        server.createContext(path, exchange -> {
            boolean unavailable = hidden.get();
            byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(unavailable ? 503 : 200, unavailable ? -1 : body.length);
            try (var stream = exchange.getResponseBody()) {
                if (!unavailable) {
                    stream.write(body);
                }
            }
        });
    }

    private String keys() {
        keysServed.incrementAndGet();
        return new JWKSet(List.of(key.toPublicJWK(), ellipticKey.toPublicJWK())).toString();
    }

    private String discovery() {
        return """
                {"issuer": "%s", "jwks_uri": "%s", "subject_types_supported": ["public"],
                 "authorization_endpoint": "%s/authorize", "response_types_supported": ["code"],
                 "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(issuer(), keysUri(), issuer());
    }

    /** The issuer for key discovery; tokens contain it on request. */
    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Signs with a new key from now on, and no longer publishes the old one. */
    public void rotateKey() {
        key = newKey("rotated-" + UUID.randomUUID());
    }

    /** The number of requests for the keys. */
    public int keysServed() {
        return keysServed.get();
    }

    public void stop() {
        server.stop(0);
    }

    public String keysUri() {
        return issuer() + "/keys";
    }

    public void hideKeys(boolean hide) {
        hidden.set(hide);
    }

    public String token(String user, String organization, String... roles) {
        return token(claims -> claims.subject(user).claim("org", organization).claim("roles", List.of(roles)));
    }

    /** A valid token with the given claims. */
    public String token(Consumer<JWTClaimsSet.Builder> claims) {
        return token(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
    }

    /** The same with the given header and its algorithm. */
    public String token(JWSHeader header, Consumer<JWTClaimsSet.Builder> claims) {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder().issuer(ISSUER).audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
        claims.accept(builder);
        return signed(header, builder.build().toPayload(), signer(key));
    }

    /** A correctly signed token with any claims. */
    public String tokenOf(String payload) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), new Payload(payload),
                signer(key));
    }

    /** The same, signed with the provider's elliptic-curve key. */
    public String ellipticToken(Consumer<JWTClaimsSet.Builder> claims) {
        try {
            return signed(claims, JWSAlgorithm.ES256, "elliptic", new ECDSASigner(ellipticKey));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, signed with a key that the provider does not publish. */
    public String forgedToken(Consumer<JWTClaimsSet.Builder> claims) {
        return signed(claims, JWSAlgorithm.RS256, key.getKeyID(), signer(newKey(FIRST_KEY)));
    }

    /** The same, signed with a key that has not been requested yet. */
    public String tokenOfNewKey(Consumer<JWTClaimsSet.Builder> claims) {
        return signed(claims, JWSAlgorithm.RS256, "second", signer(newKey("second")));
    }

    /** Signed with the public key as an HMAC secret. */
    public String confusedToken(Consumer<JWTClaimsSet.Builder> claims) {
        try {
            return signed(claims, JWSAlgorithm.HS256, key.getKeyID(), new MACSigner(key.toRSAPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSSigner signer(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(Consumer<JWTClaimsSet.Builder> claims, JWSAlgorithm algorithm, String keyId,
            JWSSigner signer) {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder().issuer(ISSUER).audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
        claims.accept(builder);
        return signed(new JWSHeader.Builder(algorithm).keyID(keyId).build(), builder.build().toPayload(), signer);
    }

    private static String signed(JWSHeader header, Payload payload, JWSSigner signer) {
        JWSObject token = new JWSObject(header, payload);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
