package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.OrganizationFixture;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Access rights: a row for each route, a column for each caller. Requests without a token are rejected. */
@ApiTest
class AccessTest {

    private static final String AUTOMATION = Examples.followUp().replace("\n", " ");

    /** The creator of the automation is otherwise a member; foreign callers belong to another organization. */
    private static final List<String> CALLERS = List.of("member", "creator", "admin", "operator", "foreign member",
            "foreign admin", "foreign operator");
    private static final String TABLE = """
            GET    /api/automations                                             200 200 200 200 200 200 200
            POST   /api/automations                                 AUTOMATION  201 201 201 201 201 201 201
            GET    /api/automations/activity?ids=a                              200 200 200 200 200 200 200
            GET    /api/automations/{id}                                        200 200 200 200 404 404 404
            PUT    /api/automations/{id}                            AUTOMATION  403 200 200 403 404 404 404
            DELETE /api/automations/{id}                                        403 204 204 403 404 404 404
            PATCH  /api/automations/{id}/preference                 PREFERENCE  200 200 200 200 404 404 404
            GET    /api/automations/{id}/effective-preference?leadId=lead-7     200 200 200 200 404 404 404
            GET    /api/automations/{id}/decisions                              200 200 200 200 404 404 404
            POST   /api/automations/{id}/simulate                   SIMULATION  200 200 200 200 404 404 404
            POST   /api/automations/simulate                        DRAFT       200 200 200 200 200 200 200
            GET    /api/catalog                                                 200 200 200 200 200 200 200
            GET    /api/users/me                                                200 200 200 200 200 200 200
            PATCH  /api/users/me                                    PROFILE     200 200 200 200 200 200 200
            GET    /api/organization                                            200 200 200 200 200 200 200
            PUT    /api/organization                                SETTINGS    403 403 200 403 403 200 403
            GET    /api/templates                                               200 200 200 200 200 200 200
            GET    /api/templates/{name}                                        200 200 200 200 404 404 404
            PUT    /api/templates/{name}                            TEMPLATE    200 200 200 200 201 201 201
            DELETE /api/templates/{name}                                        204 204 204 204 404 404 404
            POST   /api/templates/{name}/preview                    NOTHING     200 200 200 200 404 404 404
            POST   /api/events                                      EVENT       202 202 202 202 202 202 202
            GET    /api/leads                                                   200 200 200 200 200 200 200
            GET    /api/leads/{id}                                              200 200 200 200 404 404 404
            DELETE /api/leads/{id}                                              403 403 202 403 403 404 403
            GET    /api/leads/{id}/decisions                                    200 200 200 200 404 404 404
            POST   /api/leads/{id}/runs/{automationId}/cancel                   202 202 202 202 404 404 404
            PUT    /api/leads/{id}/opt-outs/{channel}                           202 202 202 202 404 404 404
            DELETE /api/leads/{id}/opt-outs/{channel}                           202 202 202 202 404 404 404
            GET    /api/suppressions                                            200 200 200 200 200 200 200
            PUT    /api/suppressions/{channel}/{address}                        200 200 200 200 200 200 200
            DELETE /api/suppressions/{channel}/{address}                        403 403 400 403 404 404 404
            POST   /api/suppressions/import                         IMPORT      200 200 200 200 200 200 200
            GET    /api/unmatched-messages                                      200 200 200 200 200 200 200
            GET    /api/leads/{id}/timeline                                     200 200 200 200 404 404 404
            GET    /api/decisions                                               200 200 200 200 200 200 200
            GET    /api/decisions/{id}                                          200 200 200 200 404 404 404
            GET    /api/stats                                                   200 200 200 200 200 200 200
            GET    /api/stream                                                  200 200 200 200 200 200 200
            GET    /api/messages                                                200 200 200 200 200 200 200
            GET    /api/messages/{id}                                           200 200 200 200 404 404 404
            POST   /api/messages/{id}/retry                                     403 403 202 403 403 404 403
            POST   /api/messages/{id}/resolve                       RESOLUTION  403 403 409 403 403 404 403
            POST   /api/messages/retry                              RETRIES     403 403 202 403 403 202 403
            POST   /api/test-messages                               TEST        403 403 202 403 403 400 403
            GET    /api/health/summary                                          403 403 200 200 403 200 200
            GET    /api/dead-letters                                            403 403 200 200 403 200 200
            GET    /api/dead-letters/groups                                     403 403 200 200 403 200 200
            GET    /api/dead-letters/{id}                                       403 403 200 200 403 404 404
            POST   /api/dead-letters/{id}/replay                                403 403 202 202 403 404 404
            POST   /api/dead-letters/replay                         LETTERS     403 403 202 202 403 404 404
            """;
    /** Routes outside the API: the error page, the API's description, and the console. */
    private static final Set<String> OPEN = Set.of("/error", "/v3/api-docs", "/v3/api-docs.yaml",
            "/v3/api-docs/swagger-config", "/swagger-ui.html", "/", "/console-config.json", "/sign-in/**",
            "/automations/**", "/leads/**", "/decisions/**", "/messages/**", "/templates/**", "/dead-letters/**",
            "/settings/**");

    /** Routes that a signature authenticates, of the request or in the path. */
    private static final Set<String> SIGNED = Set.of("POST /callbacks/twilio/{organizationId}/status",
            "POST /callbacks/twilio/{organizationId}/inbound", "POST /callbacks/webhook/{organizationId}",
            "GET /unsubscribe/{signed}", "POST /unsubscribe/{signed}");

    private final Api api;
    private final MongoTemplate store;
    private final RequestMappingHandlerMapping mapping;

    AccessTest(@Autowired Api api, @Autowired MongoTemplate store,
            @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        this.api = api;
        this.store = store;
        this.mapping = mapping;
    }

    /** @param body the name of a body; empty: no body */
    private record Line(String method, String path, String body, List<Integer> statuses) {

        static Line of(String text) {
            List<String> words = List.of(text.trim().split("\\s+"));
            int statuses = words.size() - CALLERS.size();
            return new Line(words.getFirst(), words.get(1), statuses == 3 ? words.get(2) : "",
                    words.subList(statuses, words.size()).stream().map(Integer::valueOf).toList());
        }

        static Stream<Line> all() {
            return TABLE.lines().map(Line::of);
        }

        String route() {
            return method + " " + path.replaceFirst("\\?.*", "");
        }

        /** Whether a response to the owner contains the secret that foreign callers must not see. */
        boolean returnsStoredData() {
            return method.equals("GET")
                    && Stream
                            .of("/health", "/catalog", "/activity", "/users/me", "/organization",
                                    "/effective-preference", "/suppressions", "/stats", "/stream")
                            .noneMatch(path::contains);
        }

        String body(OrganizationFixture mine) {
            return switch (body) {
                case "AUTOMATION" -> AUTOMATION;
                case "PREFERENCE" -> "{\"enabled\": false}";
                case "SIMULATION" -> "{\"event\": {\"type\": \"message.received\", \"leadId\": \"lead-7\"}}";
                case "DRAFT" ->
                    "{\"automation\": " + AUTOMATION + ", \"event\": {\"type\": \"message.received\"}}";
                case "PROFILE" -> "{\"profile\": {\"name\": \"Ana\"}}";
                case "SETTINGS" -> "{\"timezone\": \"Europe/Lisbon\"}";
                case "TEMPLATE" -> "{\"body\": \"Hi\"}";
                case "NOTHING" -> "{}";
                case "EVENT" -> Examples.statusChange("lead-7");
                case "IMPORT" -> "channel,address\nphone,+14155550188\n";
                case "RESOLUTION" -> "{\"state\": \"SENT\", \"comment\": \"seen\"}";
                case "RETRIES" -> "{\"filter\": {}, \"dryRun\": false}";
                case "TEST" -> "{\"template\": \"hello\", \"channel\": \"sms\", \"to\": \"+14155550100\"}";
                case "LETTERS" -> "{\"ids\": [\"" + mine.deadLetter() + "\"]}";
                default -> "";
            };
        }
    }

    @Test
    void every_route_has_a_row() {
        Set<String> routes = new TreeSet<>();
        for (RequestMappingInfo route : mapping.getHandlerMethods().keySet()) {
            for (String path : route.getPatternValues()) {
                Set<RequestMethod> methods = route.getMethodsCondition().getMethods();
                assertThat(methods.isEmpty()).as("%s is limited to some methods", path)
                        .isEqualTo(path.equals("/error"));
                methods.forEach(method -> routes.add(method + " " + path));
            }
        }

        assertThat(routes.stream().filter(route -> route.contains(" /api")))
                .containsExactlyInAnyOrderElementsOf(Line.all().map(Line::route).collect(Collectors.toSet()));
        assertThat(routes).containsAll(SIGNED);
        assertThat(routes.stream().filter(route -> !route.contains(" /api") && !SIGNED.contains(route))
                .map(route -> route.substring(route.indexOf('/')))).isSubsetOf(OPEN);
    }

    @TestFactory
    Stream<DynamicTest> each_caller_has_the_access_in_the_table_and_rejections_have_no_effect() {
        return Line.all().flatMap(line -> {
            List<DynamicTest> cells = new ArrayList<>();
            for (int i = 0; i < CALLERS.size(); i++) {
                String caller = CALLERS.get(i);
                int status = line.statuses().get(i);
                cells.add(dynamicTest(caller + ": " + line.route() + " answers " + status,
                        () -> check(line, caller, status)));
            }
            return cells.stream();
        });
    }

    private void check(Line line, String caller, int status) {
        OrganizationFixture owners = OrganizationFixture.of(api, store);
        String before = owners.storedDocuments();

        Answer answer = call(as(caller, owners.organization()), line, line.path(), owners);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (caller.startsWith("foreign")) {
            assertThat(answer.text()).doesNotContain(owners.organization(), OrganizationFixture.SECRET);
        }
        if (caller.equals("admin") && line.returnsStoredData()) {
            assertThat(answer.text()).contains(OrganizationFixture.SECRET);
        }
        if (status >= 400 || caller.startsWith("foreign")) {
            assertThat(owners.storedDocuments()).isEqualTo(before);
        }
    }

    @TestFactory
    Stream<DynamicTest> requests_without_a_token_are_rejected_on_every_route() {
        return Line.all().map(line -> dynamicTest("anonymous: " + line.route() + " answers 401", () -> {
            OrganizationFixture owners = OrganizationFixture.of(api, store);
            String before = owners.storedDocuments();

            call(api.anonymous(), line, line.path(), owners).isProblem(401, "urn:nudge:error:unauthenticated");

            assertThat(owners.storedDocuments()).isEqualTo(before);
        }));
    }

    @TestFactory
    Stream<DynamicTest> an_organization_or_user_in_the_query_is_rejected_by_name() {
        return Line.all()
                .map(line -> dynamicTest("?organizationId=&userId= on " + line.route() + " answers 400", () -> {
                    OrganizationFixture owners = OrganizationFixture.of(api, store);
                    String path = line.path() + (line.path().contains("?") ? "&" : "?") + "organizationId="
                            + Api.newOrganization() + "&userId=eve";

                    assertThat(call(as("admin", owners.organization()), line, path, owners)
                            .isProblem(400, "urn:nudge:error:validation").pointers())
                            .contains("/organizationId", "/userId");
                }));
    }

    private static Answer call(Client client, Line line, String path, OrganizationFixture owners) {
        Client sender = line.body().equals("IMPORT") ? client.with("Content-Type", "text/csv") : client;
        return sender.send(line.method(), owners.fill(path), BodyPublishers.ofString(line.body(owners)));
    }

    /**
     * A foreign caller has the user id of the creator and claims in many ways to belong to the owners' organization.
     */
    private Client as(String caller, String organization) {
        List<String> words = Arrays.asList(caller.split(" "));
        String role = words.getLast().equals("creator") ? "member" : words.getLast();
        if (words.size() == 1) {
            return api.with(TestServers.IDENTITY.token(caller, organization, role));
        }
        return api.with(TestServers.IDENTITY.token("creator", Api.newOrganization(), role))
                .with("X-Organization-Id", organization).with("X-Tenant-Id", organization).with("X-Org", organization)
                .with("Organization-Id", organization).with("X-User-Id", "creator").with("X-Forwarded-User", "creator")
                .with("X-Roles", "admin").with("X-Original-URL", "/api/users/me")
                .with("X-HTTP-Method-Override", "GET").with("Cookie", "org=" + organization);
    }
}
