package dev.nudge.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
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
import com.nimbusds.jwt.SignedJWT;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Issues tokens, and serves the keys to check them with. */
final class IdentityProvider {

    static final String ISSUER = "https://identity.example";
    static final String AUDIENCE = "nudge";
    private static final String KEY_ID = "first";

    private final RSAKey key;
    private final ECKey ellipticKey;
    private final HttpServer server;
    private final AtomicBoolean hidden;

    private IdentityProvider(RSAKey key, ECKey ellipticKey, HttpServer server, AtomicBoolean hidden) {
        this.key = key;
        this.ellipticKey = ellipticKey;
        this.server = server;
        this.hidden = hidden;
    }

    static IdentityProvider start() {
        try {
            RSAKey key = newKey();
            ECKey ellipticKey = new ECKeyGenerator(Curve.P_256).keyID("elliptic").generate();
            byte[] keys = new JWKSet(List.of(key.toPublicJWK(), ellipticKey.toPublicJWK())).toString()
                    .getBytes(StandardCharsets.UTF_8);
            AtomicBoolean hidden = new AtomicBoolean();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/keys", exchange -> {
                boolean away = hidden.get();
                exchange.sendResponseHeaders(away ? 503 : 200, away ? -1 : keys.length);
                try (var body = exchange.getResponseBody()) {
                    if (!away) {
                        body.write(keys);
                    }
                }
            });
            server.start();
            return new IdentityProvider(key, ellipticKey, server, hidden);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String keysUri() {
        return "http://localhost:" + server.getAddress().getPort() + "/keys";
    }

    void hideKeys(boolean hide) {
        hidden.set(hide);
    }

    String token(String user, String organization, String... roles) {
        return token(claims -> claims.subject(user).claim("org", organization).claim("roles", List.of(roles)));
    }

    /** A good token of nobody, but for what the claims say. */
    String token(Consumer<JWTClaimsSet.Builder> claims) {
        return signed(claims, JWSAlgorithm.RS256, KEY_ID, signer(key));
    }

    /** The same, signed by the provider's other kind of key. */
    String ellipticToken(Consumer<JWTClaimsSet.Builder> claims) {
        try {
            return signed(claims, JWSAlgorithm.ES256, "elliptic", new ECDSASigner(ellipticKey));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, signed by a key that the provider doesn't know. */
    String forgedToken(Consumer<JWTClaimsSet.Builder> claims) {
        return signed(claims, JWSAlgorithm.RS256, KEY_ID, signer(newKey()));
    }

    /** The same, by a key that nobody has asked the provider for yet. */
    String tokenOfNewKey(Consumer<JWTClaimsSet.Builder> claims) {
        return signed(claims, JWSAlgorithm.RS256, "second", signer(newKey()));
    }

    /** Signed with the public key as if it were a shared secret. */
    String confusedToken(Consumer<JWTClaimsSet.Builder> claims) {
        try {
            return signed(claims, JWSAlgorithm.HS256, KEY_ID, new MACSigner(key.toRSAPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(KEY_ID).generate();
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
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), builder.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
