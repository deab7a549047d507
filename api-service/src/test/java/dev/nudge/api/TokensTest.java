package dev.nudge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiIsRunning
class TokensTest {

    private static final Consumer<JWTClaimsSet.Builder> GOOD = claims -> claims.subject("ana").claim("org", "acme");

    private final Api api;
    private final MongoTemplate store;

    TokensTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.api = api;
        this.store = store;
    }

    static Stream<Named<String>> badTokens() {
        IdentityProvider identity = Neighbours.IDENTITY;
        return Stream.of(Named.of("garbage", "abc"),
                Named.of("expired", identity.token(GOOD.andThen(claims -> claims
                        .expirationTime(Date.from(Instant.now().minus(Duration.ofHours(1))))))),
                Named.of("never expiring", identity.token(GOOD.andThen(claims -> claims.expirationTime(null)))),
                Named.of("not yet valid", identity.token(GOOD.andThen(claims -> claims
                        .notBeforeTime(Date.from(Instant.now().plus(Duration.ofHours(1))))))),
                Named.of("of another issuer", identity.token(GOOD.andThen(claims -> claims.issuer("https://evil")))),
                Named.of("for another audience", identity.token(GOOD.andThen(claims -> claims.audience("crm")))),
                Named.of("for nobody", identity.token(GOOD.andThen(claims -> claims.audience((String) null)))),
                Named.of("forged", identity.forgedToken(GOOD)),
                Named.of("signed with the public key", identity.confusedToken(GOOD)),
                Named.of("unsigned", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEiLCJvcmciOiJhY21lIiwiZXhwIjo5OTk5OTk5OTk5fQ."),
                Named.of("without organization", identity.token(claims -> claims.subject("ana"))),
                Named.of("with a list of organizations",
                        identity.token(GOOD.andThen(claims -> claims.claim("org", List.of("acme"))))),
                Named.of("with an organization that reaches into another",
                        identity.token(GOOD.andThen(claims -> claims.claim("org", "acme:ana")))),
                Named.of("with a long organization",
                        identity.token(GOOD.andThen(claims -> claims.claim("org", "a".repeat(65))))),
                Named.of("without user", identity.token(claims -> claims.claim("org", "acme"))),
                Named.of("with an empty user", identity.token(GOOD.andThen(claims -> claims.subject(" ")))),
                Named.of("with a long user", identity.token(GOOD.andThen(claims -> claims.subject("a".repeat(129))))));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void a_bad_token_lets_nobody_in(String token) {
        Answer refused = api.with(token).get("/api/automations").isProblem(401, "urn:nudge:error:unauthenticated");

        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        api.with(token).post("/api/events", Examples.statusChange("lead-7")).is(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations", "/api/nothing", "/api/events"})
    void without_a_token_nobody_is_let_in(String path) {
        assertThat(api.anonymous().get(path).isProblem(401, "urn:nudge:error:unauthenticated")
                .header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void each_kind_of_the_providers_keys_is_good() {
        api.with(Neighbours.IDENTITY.token(GOOD)).get("/api/automations").is(200);
        api.with(Neighbours.IDENTITY.ellipticToken(GOOD)).get("/api/automations").is(200);
    }

    @Test
    void a_token_in_the_address_is_none() {
        api.anonymous().get("/api/automations?access_token=" + Neighbours.IDENTITY.token(GOOD)).is(401);
    }

    @Test
    void roles_may_be_one_text() {
        String organization = Api.newOrganization();
        String path = "/api/automations/"
                + api.member("ana", organization).post("/api/automations", Examples.followUp()).automationId();
        Client ada = api.with(Neighbours.IDENTITY.token(
                claims -> claims.subject("ada").claim("org", organization).claim("roles", "member admin")));
        Client bob = api.with(Neighbours.IDENTITY.token(claims -> claims.subject("bob").claim("org", organization)));

        ada.put(path, Examples.followUp()).is(200);
        bob.put(path, Examples.followUp()).isProblem(403, "urn:nudge:error:forbidden");
    }

    @Test
    void a_role_that_is_named_twice_is_one() {
        api.with(Neighbours.IDENTITY.token(GOOD.andThen(claims -> claims.claim("roles", "admin admin"))))
                .get("/api/organization").is(200);
    }

    @Test
    void while_the_providers_keys_are_away_an_unknown_key_is_no_fault_of_the_caller() {
        Neighbours.IDENTITY.hideKeys(true);
        try {
            api.with(Neighbours.IDENTITY.tokenOfNewKey(GOOD)).get("/api/automations")
                    .isProblem(503, "urn:nudge:error:unavailable");
        } finally {
            Neighbours.IDENTITY.hideKeys(false);
        }
    }

    @Test
    void users_and_organizations_come_into_being_with_their_first_token() {
        String organization = Api.newOrganization();

        api.member("ana", organization).get("/api/automations").is(200);

        await("the user").untilAsserted(() -> assertThat(store.getCollection("users").find(
                new Document("_id", organization + ":ana")).first()).isNotNull().containsEntry("userId", "ana")
                .containsEntry("organizationId", organization));
        assertThat(store.getCollection("organizations").find(new Document("_id", organization)).first())
                .as("no time zone that nobody set").isEqualTo(new Document("_id", organization).append("version", 1));
    }
}
