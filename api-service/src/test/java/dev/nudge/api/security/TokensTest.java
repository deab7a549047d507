package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.IdentityProvider;
import dev.nudge.api.support.TestServers;
import dev.nudge.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class TokensTest {

    private static final Consumer<JWTClaimsSet.Builder> GOOD = claims -> claims.subject("ana").claim("org", "acme");

    private final Api api;
    private final MongoTemplate store;

    TokensTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.api = api;
        this.store = store;
    }

    static Stream<Named<String>> invalidTokens() {
        IdentityProvider identity = TestServers.IDENTITY;
        return Stream.of(Named.of("garbage", "abc"),
                Named.of("expired", identity.token(GOOD.andThen(claims -> claims
                        .expirationTime(Date.from(Instant.now().minus(Duration.ofHours(1))))))),
                Named.of("never expiring", identity.token(GOOD.andThen(claims -> claims.expirationTime(null)))),
                Named.of("not yet valid", identity.token(GOOD.andThen(claims -> claims
                        .notBeforeTime(Date.from(Instant.now().plus(Duration.ofHours(1))))))),
                Named.of("of another issuer", identity.token(GOOD.andThen(claims -> claims.issuer("https://evil")))),
                Named.of("for another audience", identity.token(GOOD.andThen(claims -> claims.audience("crm")))),
                Named.of("without audience", identity.token(GOOD.andThen(claims -> claims.audience((String) null)))),
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
                Named.of("with a long user", identity.token(GOOD.andThen(claims -> claims.subject("a".repeat(129))))),
                Named.of("with a user of two lines",
                        identity.token(GOOD.andThen(claims -> claims.subject("ana\nroot")))),
                Named.of("of another type", identity.token(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first")
                        .type(new JOSEObjectType("logout+jwt")).build(), GOOD)),
                Named.of("of the right key by another algorithm",
                        identity.token(new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("first").build(), GOOD)));
    }

    /** None of them has a valid signature; no header may change the response. */
    static Stream<Named<String>> manipulatedHeaders() {
        return Stream.of("{}", "[]", "7", "{\"alg\": 7}", "{\"alg\": null}", "{\"alg\": \"none\"}",
                "{\"alg\": \"None\"}", "{\"alg\": \"none\", \"kid\": \"first\"}",
                "{\"alg\": \"HS256\", \"kid\": \"first\"}", "{\"alg\": \"ES256\", \"kid\": \"first\"}",
                "{\"alg\": \"ES512\", \"kid\": \"elliptic\"}", "{\"alg\": \"RS256\", \"kid\": \"elliptic\"}",
                "{\"alg\": \"RS256\", \"kid\": \"../first\"}", "{\"alg\": \"RS256\", \"kid\": 7}",
                "{\"alg\": \"RS256\"}", "{\"alg\": \"RS256\", \"kid\": \"first\", \"crit\": [\"x\"], \"x\": 1}",
                "{\"alg\": \"RS256\", \"kid\": \"first\", \"crit\": [\"b64\"], \"b64\": false}",
                "{\"alg\": \"RS256\", \"jku\": \"https://evil.example/keys\"}",
                "{\"alg\": \"RSA-OAEP\", \"enc\": \"A256GCM\"}", "{\"alg\": \"dir\", \"enc\": \"A256GCM\"}")
                .map(header -> Named.of(header, header));
    }

    @ParameterizedTest
    @MethodSource("manipulatedHeaders")
    void a_manipulated_header_is_rejected(String header) {
        String token = TestServers.IDENTITY.token(GOOD);
        String manipulated = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'));

        api.with(manipulated).get("/api/nothing").isProblem(401, "urn:nudge:error:unauthenticated");
        api.with(manipulated.substring(0, manipulated.lastIndexOf('.') + 1)).get("/api/nothing").is(401);
    }

    /** Correctly signed by the provider, with invalid claims. */
    static Stream<Named<String>> invalidClaims() {
        String rest = "\"iss\": \"https://identity.example\", \"aud\": \"nudge\", \"sub\": \"ana\", \"org\": ";
        String later = ", \"exp\": 9999999999}";
        Stream<String> organizations = Stream.of("null", "7", "true", "{}", "{\"id\": \"acme\"}", "[\"acme\"]", "\"\"",
                "\" \"", "\"acme:eve\"", "\"$where\"", "\"a.b\"", "\"a/b\"", "\"acme\\u0000\"", "\"acme\\n\"",
                "\"\\ud83d\"", "\"${jndi:ldap://evil}\"", "\"" + "a".repeat(10_000) + "\"")
                .map(organization -> "{" + rest + organization + later);
        String acme = rest + "\"acme\"";
        Stream<String> others = Stream.of("", "7", "[]", "{}", "{" + acme + "}", "{" + acme + ", \"exp\": \"later\"}",
                "{" + acme + ", \"exp\": null}", "{" + acme + ", \"exp\": {}}", "{" + acme + ", \"exp\": -1}",
                "{" + acme + ", \"exp\": true}",
                "{" + acme + ", \"nbf\": \"now\"" + later, "{" + acme + ", \"nbf\": 9999999998" + later,
                "{" + acme + ", \"iat\": \"now\"" + later, "{" + acme + ", \"iat\": 99999999999" + later,
                "{" + acme.replace("\"nudge\"", "7") + later, "{" + acme.replace("\"nudge\"", "{}") + later,
                "{" + acme.replace("\"nudge\"", "null") + later, "{" + acme.replace("\"nudge\"", "[]") + later,
                "{" + acme.replace("\"nudge\"", "[null, 7]") + later,
                "{" + acme.replace("\"https://identity.example\"", "null") + later,
                "{" + acme.replace("\"https://identity.example\"", "7") + later,
                "{" + acme.replace("\"https://identity.example\"", "[\"https://identity.example\"]") + later,
                "{" + acme.replace("https://identity.example", "https://identity.example/") + later,
                "{" + acme.replace("\"ana\"", "[\"ana\"]") + later,
                "{" + acme.replace("\"ana\"", "null") + later,
                "{" + acme + ", \"x\": " + "[".repeat(2_000) + "]".repeat(2_000) + ", \"exp\": 1}");
        return Stream.concat(organizations, others).map(claims -> Named.of("claims " + Json.cut(claims, 150), claims));
    }

    @ParameterizedTest
    @MethodSource("invalidClaims")
    void a_token_with_invalid_claims_is_rejected(String claims) {
        Answer refused = api.with(TestServers.IDENTITY.tokenOf(claims)).get("/api/nothing")
                .isProblem(401, "urn:nudge:error:unauthenticated");

        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"an\u200Ba", "ana\u202E", "\uFEFFana", "an\u00ADa", "ana\u2028", "ana\u2029", "ana\uD83D",
            "\uDE00ana", "an\u0000a", "an\u007Fa", "an\u0085a", "\u2060", "ana\uFE0F", "ana\u034F", "\u3164", "\u2800",
            "\u00A0", "\u3000", "ana\uDB40\uDC41", "ana\u180E", "ana\uFFFE", "ana\u0378", "ana\uFFFD", "ana\u200D"})
    void a_user_id_with_an_invisible_character_is_rejected(String user) {
        String claims = "{\"iss\": \"https://identity.example\", \"aud\": \"nudge\", \"org\": \"acme\", \"exp\": 9999999999,"
                + " \"sub\": \"" + escaped(user) + "\"}";

        assertThat(detail(api.with(TestServers.IDENTITY.tokenOf(claims)).get("/api/automations").is(401)))
                .isEqualTo("Expected a user id of 1 to 128 printable characters in the claim sub.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ana", "ana maria", "jos\u00e9", "\u5f20\u4f1f", "auth0|5f7c8e", "a@b.example",
            "\uD83D\uDE00",
            "\u0e19\u0e49\u0e33", "\u0645\u0631\u064a\u0645"})
    void a_user_id_in_any_script_is_accepted(String user) {
        api.with(TestServers.IDENTITY.token(claims -> claims.subject(user).claim("org", "acme"))).get("/api/users/me")
                .is(200);
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(character -> String.format("\\u%04x", character)).collect(Collectors.joining());
    }

    static Stream<Arguments> times() {
        String expired = "The bearer token is not valid: Jwt expired at ";
        String malformed = "The bearer token is not valid: it is malformed, or its signature does not match a trusted key.";
        return Stream.of(Arguments.of("\"exp\": 1700000000, \"iat\": 1800000000", expired + "2023-11-14T22:13:20Z."),
                Arguments.of("\"exp\": 1700000000, \"iat\": 1700000000", expired + "2023-11-14T22:13:20Z."),
                Arguments.of("\"exp\": 1700000000, \"nbf\": 1700000001", expired + "2023-11-14T22:13:20Z"),
                Arguments.of("\"exp\": 1700000000, \"nbf\": 9000000000", expired + "2023-11-14T22:13:20Z"),
                Arguments.of("\"exp\": 0", expired + "1970-01-01T00:00:00Z."),
                Arguments.of("\"exp\": -1", expired + "1969-12-31T23:59:59Z."),
                Arguments.of("\"exp\": 1700000000.5", expired + "2023-11-14T22:13:20"),
                Arguments.of("\"exp\": 9000000000, \"iat\": 9100000000",
                        "The bearer token is not valid: Jwt expires"
                                + " at 2255-03-14T16:00:00Z, which is not after 2258-05-15T01:46:40Z, when it was issued."),
                Arguments.of("\"exp\": null", "Expected a token that expires but found no exp in it."),
                Arguments.of("\"exp\": \"1700000000\"", malformed), Arguments.of("\"exp\": \"\"", malformed),
                Arguments.of("\"exp\": {}", malformed), Arguments.of("\"iat\": \"now\"", malformed),
                Arguments.of("\"exp\": 1e400", "The bearer token is not valid: "),
                Arguments.of("\"exp\": 1e30", "The bearer token is not valid: "),
                Arguments.of("\"exp\": -1e30", "The bearer token is not valid: "),
                Arguments.of("\"exp\": 9223372036854775807", "The bearer token is not valid: "),
                Arguments.of("\"exp\": 99999999999999999999", "The bearer token is not valid: "));
    }

    @ParameterizedTest
    @MethodSource("times")
    void errors_in_a_tokens_times_are_reported(String times, String sentence) {
        String claims = "{\"iss\": \"https://identity.example\", \"aud\": \"nudge\", \"sub\": \"ana\", \"org\": \"acme\", "
                + times + "}";

        assertThat(detail(api.with(TestServers.IDENTITY.tokenOf(claims)).get("/api/automations")
                .isProblem(401, "urn:nudge:error:unauthenticated"))).startsWith(sentence);
    }

    @Test
    void a_token_without_a_caller_is_rejected_with_the_missing_claim() {
        assertThat(api.with(TestServers.IDENTITY.token(claims -> claims.subject("ana"))).get("/api/nothing").is(401)
                .json().get("detail"))
                .isEqualTo("Expected an organization id matching [A-Za-z0-9_-]{1,64} in the claim org.");
    }

    @Test
    void a_rejection_contains_the_reason_and_no_redirect() {
        Answer expired = api.with(TestServers.IDENTITY.token(GOOD.andThen(claims -> claims
                .expirationTime(Date.from(Instant.parse("2026-01-01T00:00:00Z")))))).get("/api/nothing").is(401);

        assertThat(detail(expired)).startsWith("The bearer token is not valid:")
                .contains("expired at 2026-01-01T00:00:00Z");
        assertThat(detail(api.with(TestServers.IDENTITY.token(GOOD.andThen(claims -> claims.audience("crm"))))
                .get("/api/nothing").is(401))).startsWith("The bearer token is not valid:").contains("aud");
        assertThat(detail(api.with(TestServers.IDENTITY.forgedToken(GOOD)).get("/api/nothing").is(401)))
                .isEqualTo(
                        "The bearer token is not valid: it is malformed, or its signature does not match a trusted key.");
        assertThat(detail(api.anonymous().get("/api/nothing").is(401)))
                .isEqualTo("Expected Authorization: Bearer <token> but found none.");
        assertThat(api.anonymous().get("/api/nothing").header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(expired.header("WWW-Authenticate")).contains("invalid_token").doesNotContain("resource_metadata");
    }

    private static String detail(Answer refused) {
        return String.valueOf(refused.json().get("detail"));
    }

    @Test
    void an_overlong_token_is_rejected_before_it_is_parsed() {
        assertThat(api.with("a".repeat(100_000)).get("/api/nothing").status()).isBetween(400, 431);
    }

    static Stream<Named<String>> validTokens() {
        IdentityProvider identity = TestServers.IDENTITY;
        return Stream.of(Named.of("for several audiences",
                identity.token(GOOD.andThen(claims -> claims.audience(List.of("crm", "nudge"))))),
                Named.of("with the type access token",
                        identity.token(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first")
                                .type(new JOSEObjectType("at+jwt")).build(), GOOD)),
                Named.of("with the type JWT", identity.token(new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("first").type(JOSEObjectType.JWT).build(), GOOD)),
                Named.of("without the key's id",
                        identity.token(new JWSHeader.Builder(JWSAlgorithm.RS256).build(), GOOD)),
                Named.of("of many claims", identity.token(GOOD.andThen(claims -> claims
                        .claim("groups", Collections.nCopies(300, "a-group-of-the-provider"))))));
    }

    @ParameterizedTest
    @MethodSource("validTokens")
    void a_valid_token_is_accepted(String token) {
        api.with(token).get("/api/automations").is(200);
    }

    /** Each token is created when it is sent, because it could expire in a long list on a slow machine. */
    @Test
    void token_times_are_checked_with_the_allowed_clock_skew() {
        a_valid_token_is_accepted(token(claims -> claims.expirationTime(inSeconds(-30))));
        a_valid_token_is_accepted(token(claims -> claims.notBeforeTime(inSeconds(30))));
        an_invalid_token_is_rejected(token(claims -> claims.expirationTime(inSeconds(-75))));
        an_invalid_token_is_rejected(token(claims -> claims.notBeforeTime(inSeconds(75))));
    }

    private static String token(Consumer<JWTClaimsSet.Builder> times) {
        return TestServers.IDENTITY.token(GOOD.andThen(times));
    }

    private static Date inSeconds(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    static Stream<Arguments> roles() {
        return Stream.of(Arguments.of(List.of("admin"), 200), Arguments.of(List.of("member", "admin", "admin"), 200),
                Arguments.of("admin", 200), Arguments.of(" member  admin ", 200), Arguments.of("admin admin", 200),
                Arguments.of(List.of("x", 7, "admin"), 200), Arguments.of(null, 403), Arguments.of("", 403),
                Arguments.of("  ", 403), Arguments.of(List.of(), 403), Arguments.of("member,admin", 403),
                Arguments.of("ADMIN", 403), Arguments.of("admin,member", 403),
                Arguments.of(List.of(" admin "), 403), Arguments.of(List.of(List.of(List.of("admin"))), 403),
                Arguments.of(Map.of("roles", List.of("admin")), 403), Arguments.of("adm\u0131n", 403),
                Arguments.of("\u200Badmin", 403), Arguments.of(1e300, 403), Arguments.of("Admin", 403),
                Arguments.of("ROLE_admin", 403), Arguments.of("operator", 403),
                Arguments.of(List.of(List.of("admin")), 403), Arguments.of(7, 403), Arguments.of(true, 403),
                Arguments.of(Map.of("admin", true), 403), Arguments.of(List.of("member admin"), 403));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("roles")
    void only_the_exact_role_admin_makes_an_admin(@Nullable Object roles, int status) {
        String organization = Api.newOrganization();
        Client ada = api.with(TestServers.IDENTITY.token(
                claims -> claims.subject("ada").claim("org", organization).claim("roles", roles)));

        ada.get("/api/organization").is(200);
        ada.put("/api/organization", "{\"timezone\": \"Europe/Lisbon\"}").is(status);
    }

    @ParameterizedTest
    @MethodSource("invalidTokens")
    void an_invalid_token_is_rejected(String token) {
        Answer refused = api.with(token).get("/api/automations").isProblem(401, "urn:nudge:error:unauthenticated");

        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        api.with(token).post("/api/events", Examples.statusChange("lead-7")).is(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations", "/api/nothing", "/api/events"})
    void a_request_without_a_token_is_rejected(String path) {
        assertThat(api.anonymous().get(path).isProblem(401, "urn:nudge:error:unauthenticated")
                .header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void each_key_type_of_the_provider_is_accepted() {
        api.with(TestServers.IDENTITY.token(GOOD)).get("/api/automations").is(200);
        api.with(TestServers.IDENTITY.ellipticToken(GOOD)).get("/api/automations").is(200);
    }

    @Test
    void a_token_in_the_URL_is_ignored() {
        api.anonymous().get("/api/automations?access_token=" + TestServers.IDENTITY.token(GOOD)).is(401);
    }

    @Test
    void roles_can_be_one_string() {
        String organization = Api.newOrganization();
        String path = "/api/automations/"
                + api.member("ana", organization).post("/api/automations", Examples.followUp()).automationId();
        Client ada = api.with(TestServers.IDENTITY.token(
                claims -> claims.subject("ada").claim("org", organization).claim("roles", "member admin")));
        Client bob = api.with(TestServers.IDENTITY.token(claims -> claims.subject("bob").claim("org", organization)));

        ada.put(path, Examples.followUp()).is(200);
        bob.put(path, Examples.followUp()).isProblem(403, "urn:nudge:error:forbidden");
    }

    @Test
    void while_the_providers_keys_are_unavailable_an_unknown_key_causes_503() {
        TestServers.IDENTITY.hideKeys(true);
        try {
            api.with(TestServers.IDENTITY.tokenOfNewKey(GOOD)).get("/api/automations")
                    .isProblem(503, "urn:nudge:error:unavailable");
        } finally {
            TestServers.IDENTITY.hideKeys(false);
        }
    }

    @Test
    void users_and_organizations_are_created_with_their_first_token() {
        String organization = Api.newOrganization();

        api.member("ana", organization).get("/api/automations").is(200);

        await("the user").untilAsserted(() -> assertThat(store.getCollection("users").find(
                new Document("_id", organization + ":ana")).first()).isNotNull().containsEntry("userId", "ana")
                .containsEntry("organizationId", organization));
        assertThat(store.getCollection("organizations").find(new Document("_id", organization)).first())
                .as("no default time zone is stored").isEqualTo(new Document("_id", organization).append("version", 1));
    }
}
