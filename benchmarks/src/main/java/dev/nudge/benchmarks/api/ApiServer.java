package dev.nudge.benchmarks.api;

import dev.nudge.api.ApiApplication;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.testsupport.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The API on the broker and the database of an environment, configured as in production: on Tomcat, with tokens that
 * are verified by a public key.
 */
public final class ApiServer implements AutoCloseable {

    private final Tokens tokens;
    private final ConfigurableApplicationContext api;
    private final URI base;

    /** @param more configuration classes that run in the same server */
    public ApiServer(Environment environment, Class<?>... more) {
        tokens = Tokens.withKeyIn(environment.directory());
        api = new SpringApplicationBuilder(ApiApplication.class).sources(more).run(
                "--spring.config.location=" + ownConfiguration(), "--server.port=0", "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=" + environment.bootstrapServers(), "--spring.mongodb.uri="
                        + environment.storeUri(),
                "--spring.security.oauth2.resourceserver.jwt.public-key-location=" + tokens.publicKey().toUri(),
                "--spring.security.oauth2.resourceserver.jwt.jws-algorithms=RS256",
                "--spring.security.oauth2.resourceserver.jwt.audiences=" + Tokens.AUDIENCE,
                "--logging.level.root=ERROR",
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

    public String token(String organizationId, String userId) {
        return tokens.token(organizationId, userId);
    }

    /** @param body empty for no body */
    public HttpRequest request(String token, String method, String path, String body) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    }

    @Override
    public void close() {
        api.close();
    }
}
