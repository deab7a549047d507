package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.nudge.api.ApiApplication;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.IdentityProvider;
import dev.nudge.api.support.TestServers;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Any OpenID Connect provider works, configured by issuer or keys. Authenticated requests to {@code NOWHERE} answer
 * 404.
 */
class ProvidersTest {

    private static final String NOWHERE = "/api/nothing";
    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    private final IdentityProvider provider = IdentityProvider.start();
    private final Consumer<JWTClaimsSet.Builder> good = claims -> claims.issuer(provider.issuer()).subject("ana")
            .claim("org", "acme");

    @AfterEach
    void stopTheProvider() {
        provider.stop();
    }

    @Test
    void the_issuer_determines_the_keys_and_only_tokens_for_this_audience_are_valid() {
        try (ConfigurableApplicationContext context = start(JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=nudge")) {
            Api api = new Api(context.getEnvironment());

            api.with(provider.token(good)).get(NOWHERE).is(404);
            api.with(provider.ellipticToken(good)).get(NOWHERE).is(404);
            api.with(provider.token(good.andThen(claims -> claims.audience("crm")))).get(NOWHERE).is(401);
            api.with(provider.token(good.andThen(claims -> claims.issuer("https://evil.example")))).get(NOWHERE)
                    .is(401);
            api.with(provider.token(new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("first").build(), good))
                    .get(NOWHERE).is(401);
            api.with(provider.confusedToken(good)).get(NOWHERE).is(401);
        }
    }

    @Test
    void only_configured_algorithms_are_accepted() {
        try (ConfigurableApplicationContext context = start(JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=nudge", JWT + "jws-algorithms=ES256")) {
            Api api = new Api(context.getEnvironment());

            api.with(provider.ellipticToken(good)).get(NOWHERE).is(404);
            api.with(provider.token(good)).get(NOWHERE).is(401);
        }
    }

    @Test
    void a_rotated_key_is_accepted_at_once_and_the_old_one_is_rejected() {
        try (ConfigurableApplicationContext context = start(JWT + "jwk-set-uri=" + provider.keysUri(),
                JWT + "issuer-uri=" + provider.issuer(), JWT + "audiences=nudge")) {
            Api api = new Api(context.getEnvironment());
            String old = provider.token(good);
            api.with(old).get(NOWHERE).is(404);

            provider.rotateKey();

            api.with(provider.token(good)).get(NOWHERE).is(404);
            api.with(old).get(NOWHERE).isProblem(401, "urn:nudge:error:unauthenticated");
        }
    }

    @Test
    void tokens_with_unknown_keys_do_not_cause_a_key_fetch_each() {
        try (ConfigurableApplicationContext context = start(JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=nudge", "nudge.api.security.key-refresh-interval=1h")) {
            Api api = new Api(context.getEnvironment());
            api.with(provider.token(good)).get(NOWHERE).is(404);

            for (int i = 0; i < 10; i++) {
                JWSHeader madeUp = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up-" + i).build();
                api.with(provider.token(madeUp, good)).get(NOWHERE)
                        .isProblem(401, "urn:nudge:error:unauthenticated");
            }

            assertThat(provider.keysServed()).as("the initial fetch and one for the first unknown key").isEqualTo(2);
            api.with(provider.token(good)).get(NOWHERE).is(404);
        }
    }

    @Test
    void a_provider_that_is_unavailable_at_start_up_causes_503_and_is_retried() {
        provider.hideKeys(true);
        try (ConfigurableApplicationContext context = start(JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=nudge")) {
            Api api = new Api(context.getEnvironment());
            api.with(provider.token(good)).get(NOWHERE).isProblem(503, "urn:nudge:error:unavailable");
            api.anonymous().get(NOWHERE).is(401);

            provider.hideKeys(false);

            api.with(provider.token(good)).get(NOWHERE).is(404);
        }
    }

    static Stream<Arguments> insufficientSettings() {
        String keys = JWT + "jwk-set-uri=https://identity.example/keys";
        String issuer = JWT + "issuer-uri=https://identity.example";
        String key = JWT + "public-key-location=classpath:/application.yml";
        return Stream.of(Arguments.of(new String[]{issuer}, ".audiences, the \"aud\" values of tokens for Nudge"),
                Arguments.of(new String[]{issuer, JWT + "audiences="}, ".audiences, the \"aud\" values"),
                Arguments.of(new String[]{keys, JWT + "audiences=nudge"}, "issuer-uri beside .jwk-set-uri"),
                Arguments.of(new String[]{key}, ".audiences, the \"aud\" values"),
                Arguments.of(new String[]{issuer, JWT + "audiences=nudge", JWT + "jws-algorithms=HS256"},
                        "jws-algorithms but found [HS256]"),
                Arguments.of(new String[]{issuer, JWT + "audiences=nudge", JWT + "jws-algorithms=none"},
                        "jws-algorithms but found [none]"));
    }

    @ParameterizedTest
    @MethodSource("insufficientSettings")
    void start_up_fails_with_insufficient_token_settings(String[] properties, String sentence) {
        assertThatThrownBy(() -> start(properties).close()).hasStackTraceContaining(sentence);
    }

    private static ConfigurableApplicationContext start(String... properties) {
        Stream<String> ports = Stream.of("server.port=0", "management.server.port=0",
                "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                "spring.mongodb.uri=mongodb://localhost:1/nudge", "nudge.api.store.timeout=200ms");
        return new SpringApplicationBuilder(ApiApplication.class).run(
                Stream.concat(ports, Stream.of(properties)).map(property -> "--" + property).toArray(String[]::new));
    }
}
