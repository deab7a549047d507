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

/** Any OpenID Connect provider will do, by its issuer or its keys. Who is let in finds nothing at {@code NOWHERE}. */
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
    void by_its_issuer_alone_a_providers_keys_are_found_and_only_its_tokens_for_this_audience_are_good() {
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
    void algorithms_are_those_that_are_set() {
        try (ConfigurableApplicationContext context = start(JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=nudge", JWT + "jws-algorithms=ES256")) {
            Api api = new Api(context.getEnvironment());

            api.with(provider.ellipticToken(good)).get(NOWHERE).is(404);
            api.with(provider.token(good)).get(NOWHERE).is(401);
        }
    }

    @Test
    void a_new_key_is_good_from_its_first_token_on_and_the_old_one_no_more() {
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
    void tokens_of_unknown_keys_do_not_make_the_provider_serve_its_keys_each_time() {
        try (ConfigurableApplicationContext context = start(JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=nudge", "nudge.api.security.key-refresh-interval=1h")) {
            Api api = new Api(context.getEnvironment());
            api.with(provider.token(good)).get(NOWHERE).is(404);

            for (int i = 0; i < 10; i++) {
                JWSHeader madeUp = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up-" + i).build();
                api.with(provider.token(madeUp, good)).get(NOWHERE)
                        .isProblem(401, "urn:nudge:error:unauthenticated");
            }

            assertThat(provider.keysServed()).as("at first, and for the first unknown one").isEqualTo(2);
            api.with(provider.token(good)).get(NOWHERE).is(404);
        }
    }

    @Test
    void a_provider_that_is_away_at_the_start_is_no_fault_of_the_caller_and_is_asked_again() {
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

    static Stream<Arguments> tooLittle() {
        String keys = JWT + "jwk-set-uri=https://identity.example/keys";
        String issuer = JWT + "issuer-uri=https://identity.example";
        String key = JWT + "public-key-location=classpath:/application.yml";
        return Stream.of(Arguments.of(new String[]{issuer}, ".audiences, what tokens for Nudge say in \"aud\""),
                Arguments.of(new String[]{issuer, JWT + "audiences="}, ".audiences, what tokens for Nudge say"),
                Arguments.of(new String[]{keys, JWT + "audiences=nudge"}, "issuer-uri beside .jwk-set-uri"),
                Arguments.of(new String[]{key}, ".audiences, what tokens for Nudge say"),
                Arguments.of(new String[]{issuer, JWT + "audiences=nudge", JWT + "jws-algorithms=HS256"},
                        "with a public key, such as RS256 and ES256, but found [HS256]"),
                Arguments.of(new String[]{issuer, JWT + "audiences=nudge", JWT + "jws-algorithms=none"},
                        "with a public key, such as RS256 and ES256, but found [none]"));
    }

    @ParameterizedTest
    @MethodSource("tooLittle")
    void it_does_not_start_with_too_little_to_tell_good_tokens_by(String[] properties, String sentence) {
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
