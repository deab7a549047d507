package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.RawRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Every request on the connection is answered by the API, not with the web server's pages. */
@ApiTest
class RawRequestsTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    private final Api api;
    private final Client ana;

    RawRequestsTest(@Autowired Api api) {
        this.api = api;
        this.ana = api.member("ana", Api.newOrganization());
    }

    /** {@code $} stands for the headers of an authenticated request. */
    static Stream<String> requests() {
        String post = "POST /api/automations HTTP/1.1\n$Content-Type: application/json\n";
        String many = IntStream.range(0, 2_000).mapToObj(i -> "a" + i + "=1").collect(Collectors.joining("&"));
        Stream<String> targets = Stream.of("/api/automations", "//api/automations", "/api//automations",
                "/api/automations;jsessionid=1", "/api/%00", "/%00", "/api/%2e%2e/automations", "/api/../automations",
                "/../../etc/passwd", "/api/./automations", "/api%2fautomations", "/api/automations%5c", "/%2e%2e%2f",
                "/api/automations%", "/api/automations?", "/api/automations?%", "/api/automations?=&&=",
                "/api/automations#x", "/api/automations?" + many, "*", "http://localhost/api/automations",
                "http://evil.example/api/automations", "HTTP://localhost/api/automations",
                "ftp://localhost/api/automations", "http://user:secret@localhost/api/automations", "http://localhost",
                "http:/api/automations", "api/automations", "/error", "/error?status=500", "/swagger-ui/..;/x",
                "/api/automations/%c0%ae", "/api/automations/%ff", "/api/automations/%F0%9F", "/\u00e9", "/api/\t")
                .flatMap(target -> Stream.of("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PRI", "TRACE")
                        .map(method -> method + " " + target + " HTTP/1.1\n$\n"));
        Stream<String> versions = Stream.of("GET /api/automations HTTP/1.0\n\n",
                "GET /api/automations HTTP/1.0\n$\n", "GET /api/automations HTTP/2.0\n$\n",
                "GET /api/automations HTTP/3\n$\n", "GET /api/automations HTTP/1.2\n$\n",
                "GET /api/automations http/1.1\n$\n", "GET /api/automations XTTP/1.1\n$\n",
                "GET  /api/automations  HTTP/1.1\n$\n", "GET\t/api/automations\tHTTP/1.1\n$\n",
                "\n\nGET / HTTP/1.1\n$\n",
                "GET /api/automations HTTP/1.1\n\n", "GET /api/automations HTTP/1.1\nHost:\nConnection: close\n\n",
                "GET /api/automations HTTP/1.1\nHost: a\nHost: b\n\n",
                "GET /api/automations HTTP/1.1\nHost: a b\n\n", "GET /api/automations HTTP/1.1\nHost: a:b\n\n",
                "GET /api/automations HTTP/1.1\nHost: user@localhost\nConnection: close\n\n",
                "GET /api/automations HTTP/1.1\nHost: [::1\n\n", "{}\n\n", "\u0016\u0003\u0001\n\n");
        Stream<String> framing = Stream.of(post + "Content-Length: 2\nContent-Length: 3\n\n{}",
                post + "Content-Length: 2\nContent-Length: 2\n\n{}", post + "Content-Length: 2, 2\n\n{}",
                post + "Content-Length: -1\n\n", post + "Content-Length: two\n\n", post + "Content-Length: +2\n\n{}",
                post + "Content-Length: 99999999999999999999\n\n", post + "Content-Length: 0x2\n\n{}",
                post + "Content-Length: 9999999999\n\n{}",
                post + "Content-Length: 2\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n",
                post + "Transfer-Encoding: chunked\n\n2\n{}\n0\nX-Trailer: 1\n\n",
                post + "Transfer-Encoding: chunked\n\n2;x=y\n{}\n0\n\n",
                post + "Transfer-Encoding: chunked\n\nzz\n{}\n0\n\n",
                post + "Transfer-Encoding: chunked\n\n-1\n{}\n0\n\n",
                post + "Transfer-Encoding: chunked\n\nffffffffffffffff\n{}\n0\n\n",
                post + "Transfer-Encoding: chunked\n\n0\n" + "X: 1\n".repeat(500) + "\n",
                post + "Transfer-Encoding: chunked\n\n0\nX: " + "a".repeat(50_000) + "\n\n",
                post + "Transfer-Encoding: gzip, chunked\n\n0\n\n", post + "Transfer-Encoding: gzip\n\n",
                post + "Transfer-Encoding: chunked, gzip\n\n0\n\n", post + "Transfer-Encoding: identity\n\n",
                post + "Transfer-Encoding: chunked, chunked\n\n0\n\n", post + "Transfer-Encoding: x\n\n",
                post + "Transfer-Encoding: \n\n", post + "Transfer-Encoding : chunked\n\n0\n\n",
                post + "Expect: 100-continue\nContent-Length: 2\n\n{}",
                post + "Expect: 200-ok\nContent-Length: 2\n\n{}",
                post + "Content-Encoding: gzip, identity\nContent-Length: 2\n\n{}");
        Stream<String> headers = Stream.of("Range: bytes=0-1", "Range: bytes=9-1,x", "If-Range: x",
                "Accept-Encoding: *;q=0",
                "Accept-Encoding: identity;q=0", "Accept: */*;q=x", "Accept: ,", "Accept: a", "Accept-Charset: utf-16",
                "Accept-Language: \u0000", "X_Under_Score: 1", "X Space: 1", ": no name", "X-\u00e9: 1", "X: \u0000",
                "X: \u0007", "X: a\rb", " folded: 1", "X: 1\n folded", "Cookie: $Version=1; a=\"",
                "Cookie: JSESSIONID=../x",
                "Upgrade: h2c\nConnection: Upgrade, HTTP2-Settings\nHTTP2-Settings: AAMAAABkAAQAAP__",
                "Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: x", "Connection: \u00e9",
                "X-HTTP-Method-Override: DELETE", "X-Forwarded-Host: evil.example", "X-Forwarded-Port: x",
                "Forwarded: for=\"", "If-Modified-Since: yesterday", "If-Match: *", "If-None-Match: *",
                "Authorization: Basic x", "Authorization: Bearer", "Content-Type: \u0001", "Origin: null",
                "Access-Control-Request-Method: PUT", "TE: trailers", "Max-Forwards: x", "Content-Length: 3\n\n{}x")
                .flatMap(header -> Stream.of("GET", "PUT", "HEAD")
                        .map(method -> method + " /api/automations HTTP/1.1\n$" + header + "\n\n"));
        Stream<String> types = Stream.of("application/json;charset=utf-16", "application/json;charset=x",
                "application/json;charset", "application/json;;", "application/json/json",
                "application/json, text/plain",
                "application/json; charset=\"", "APPLICATION/JSON", "multipart/form-data",
                "multipart/form-data;boundary=",
                "multipart/mixed;boundary=x", "application/x-www-form-urlencoded", "*/*", "application/*", "/", ";")
                .map(type -> "POST /api/automations HTTP/1.1\n$Content-Type: " + type + "\nContent-Length: 2\n\n{}");
        Stream<String> bodies = Stream.of("GET", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH")
                .map(method -> method + " /api/automations/x HTTP/1.1\n$Content-Length: 2\n\n{}");
        return Stream.of(targets, versions, framing, headers, types, bodies).flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void every_request_gets_a_problem_or_a_regular_response(String request) {
        String answer = RawRequest.exchange(api.port(), request.replace("$", "Host: localhost\nConnection: close\n"
                + "Authorization: " + ana.headers().get("Authorization") + "\n"));

        Matcher status = STATUS.matcher(answer);
        assertThat(status.lookingAt()).as(answer).isTrue();
        assertThat(Integer.parseInt(status.group(1))).as(answer).isLessThan(500);
        assertThat(answer).doesNotContainIgnoringCase("tomcat", "coyote", "exception", "Server:");
        if (!answer.contains("<title>Nudge</title>")) { // the console
            assertThat(answer).doesNotContainIgnoringCase("<html");
        }
        if (status.group(1).startsWith("4") && !request.startsWith("HEAD")) {
            assertThat(answer).contains("application/problem+json", "\"status\":" + status.group(1), "no-store",
                    "nosniff");
        }
    }

    @Test
    void a_request_for_HTTP2_is_not_answered_by_the_web_servers_page() {
        assertThat(RawRequest.exchange(api.port(), "PRI * HTTP/2.0\n\nSM\n\n")).doesNotContain("Tomcat", "<");
    }

    @Test
    void an_HTTP_0_9_request_is_answered_with_a_body_only() {
        assertThat(RawRequest.exchange(api.port(), "GET /api/automations\n"))
                .contains("urn:nudge:error:unauthenticated");
        assertThat(RawRequest.exchange(api.port(), "POST /api/automations\n")).contains("urn:nudge:error:validation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations", "/api/templates", "/api/leads", "/api/messages", "/api/organization",
            "/api/users/me", "/v3/api-docs", "/swagger-ui/index.html"})
    void HEAD_is_answered_like_GET_without_the_body(String path) {
        Answer got = ana.exchange("GET", path, BodyPublishers.noBody()).is(200);
        Answer head = ana.exchange("HEAD", path, BodyPublishers.noBody()).is(200);

        assertThat(head.text()).isEmpty();
        for (String header : List.of("Content-Type", "ETag", "Cache-Control")) {
            assertThat(head.header(header)).as(header).isEqualTo(got.header(header));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%zz HTTP/1.1", "NONSENSE", "GET /[ HTTP/1.1", "GET /actuator/%00 HTTP/1.1",
            "CONNECT x:1 HTTP/1.1"})
    void the_management_port_does_not_return_the_web_servers_page(String line) {
        assertThat(RawRequest.exchange(api.managementPort(), line + "\nHost: localhost\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 4").contains("no-store", "nosniff")
                .doesNotContain("Tomcat", "<html", "<!doctype");
    }
}
