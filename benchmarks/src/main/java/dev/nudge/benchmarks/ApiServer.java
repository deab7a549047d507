package dev.nudge.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.nudge.api.ApiApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The API on a site's broker and store, configured as in production: on Tomcat, with tokens that are verified by a
 * public key.
 */
final class ApiServer implements AutoCloseable {

    private static final String AUDIENCE = "nudge";

    private final KeyPair keys;
    private final ConfigurableApplicationContext api;
    private final URI base;

    /** @param more configuration classes that run in the same server */
    ApiServer(Site site, Class<?>... more) {
        keys = keys();
        api = new SpringApplicationBuilder(ApiApplication.class).sources(more).run(
                "--spring.config.location=" + ownConfiguration(), "--server.port=0", "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=" + site.bootstrapServers(), "--spring.mongodb.uri="
                        + site.storeUri(),
                "--spring.security.oauth2.resourceserver.jwt.public-key-location=" + publicKey().toUri(),
                "--spring.security.oauth2.resourceserver.jwt.jws-algorithms=RS256",
                "--spring.security.oauth2.resourceserver.jwt.audiences=" + AUDIENCE, "--logging.level.root=ERROR",
                "--spring.main.banner-mode=off");
        base = URI.create("http://localhost:" + api.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** The configuration of the API; the engine has a file of the same name. */
    private static String ownConfiguration() {
        String home = ApiApplication.class.getProtectionDomain().getCodeSource().getLocation().toString();
        try {
            List<URL> files = Collections.list(ApiApplication.class.getClassLoader().getResources("application.yml"));
            return files.stream().map(URL::toString).filter(file -> file.contains(home)).findFirst().orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private Path publicKey() {
        try {
            Path file = Files.createTempFile("nudge-load", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException noSpace) {
            throw new UncheckedIOException(noSpace);
        }
    }

    String token(String organizationId, String userId) {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), new JWTClaimsSet.Builder().subject(userId)
                .audience(AUDIENCE).claim("org", organizationId).claim("roles", List.of("member"))
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(12)))).build());
        try {
            token.sign(new RSASSASigner(keys.getPrivate()));
        } catch (JOSEException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return token.serialize();
    }

    /** @param body empty for no body */
    HttpRequest request(String token, String method, String path, String body) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    }

    @Override
    public void close() {
        api.close();
    }
}
