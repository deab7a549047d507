package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.RawRequest;
import dev.nudge.api.support.TestServers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A rejection names the part of the request that is too long. */
@ApiTest
class RequestLimitsTest {

    private final Api api;
    private final Client ana;

    RequestLimitsTest(@Autowired Api api) {
        this.api = api;
        this.ana = api.member("ana", Api.newOrganization());
    }

    @ParameterizedTest
    @CsvSource({"16385", "20000", "32000", "33000", "70000", "300000"})
    void a_URL_that_is_too_long_is_answered_414(int length) {
        for (String target : new String[]{"/api/leads/", "/api/automations?name=", "/nothing/"}) {
            String answer = RawRequest.exchange(api.port(), "GET " + target + "a".repeat(length - target.length() + 1)
                    + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");

            assertThat(answer).as(target).startsWith("HTTP/1.1 414").contains("application/problem+json",
                    "urn:nudge:error:uri-too-long");
        }
    }

    @Test
    void a_URL_of_the_maximum_length_is_processed() {
        String target = "/api/automations?name=";

        ana.get(target + "a".repeat(16 * 1024 + 1 - target.length()))
                .isProblem(400, "urn:nudge:error:validation");
        ana.get("/api/leads/" + "a".repeat(16 * 1024 - "/api/leads/".length())).isProblem(404,
                "urn:nudge:error:not-found");
    }

    @ParameterizedTest
    @CsvSource({"33000, X-Long", "70000, X-Long", "300000, X-Long", "40000, Authorization", "40000, Cookie",
            "40000, If-Match"})
    void headers_that_are_too_long_are_answered_431(int length, String name) {
        assertThat(RawRequest.exchange(api.port(), "GET /api/automations HTTP/1.1\nHost: localhost\n"
                + "Connection: close\n" + name + ": " + "a".repeat(length) + "\n\n")).startsWith("HTTP/1.1 431")
                .contains("application/problem+json", "urn:nudge:error:headers-too-large");
    }

    @Test
    void too_many_headers_are_answered_431() {
        String many = IntStream.range(0, 200).mapToObj(i -> "X-" + i + ": 1\n").collect(Collectors.joining());

        assertThat(RawRequest.exchange(api.port(), "GET /api/automations HTTP/1.1\nHost: localhost\n"
                + "Connection: close\n" + many + "\n")).startsWith("HTTP/1.1 431")
                .contains("urn:nudge:error:headers-too-large");
    }

    @Test
    void a_token_with_many_groups_is_within_the_limits() {
        api.with(TestServers.IDENTITY.token(claims -> claims.subject("ana").claim("org", "acme").claim("groups",
                "g".repeat(20_000)))).get("/api/automations").is(200);
    }
}
