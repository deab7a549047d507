package dev.nudge.testsupport;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/** Issues tokens that the API verifies with a key in a file, without an identity provider. */
public record Tokens(KeyPair keys, Path publicKey) {

    public static final String AUDIENCE = "nudge";

    public static Tokens withKeyIn(Path directory) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            return new Tokens(keys, Files.writeString(directory.resolve("token-key.pem"),
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n"));
        } catch (NoSuchAlgorithmException unexpected) {
            throw new IllegalStateException(unexpected);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** A token of a member, for twelve hours. */
    public String token(String organizationId, String userId) {
        return token(organizationId, userId, "member");
    }

    /** The same with another role. */
    public String token(String organizationId, String userId, String role) {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder().audience(AUDIENCE).subject(userId)
                        .claim("org", organizationId).claim("roles", List.of(role))
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(12)))).build());
        try {
            token.sign(new RSASSASigner(keys.getPrivate()));
        } catch (JOSEException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return token.serialize();
    }
}
