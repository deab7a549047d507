package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.RawRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** A method that a path does not support is answered with the supported methods. */
@ApiTest
class MethodsTest {

    private final Api api;
    private final Client ana;

    MethodsTest(@Autowired Api api) {
        this.api = api;
        this.ana = api.member("ana", Api.newOrganization());
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUERY", "PROPFIND", "TRACE", "TRACK", "DEBUG", "LINK", "get", "Post", "X", "SEARCH"})
    void any_other_method_is_answered_with_the_methods_of_the_path(String method) {
        Answer refused = ana.send(method, "/api/automations", BodyPublishers.noBody())
                .isProblem(405, "urn:nudge:error:method-not-allowed");

        assertThat(Arrays.asList(String.valueOf(refused.header("Allow")).split(", ?")))
                .containsExactlyInAnyOrder("GET", "POST");
        assertThat(refused.json()).containsEntry("detail",
                method + " /api/automations is not allowed. Allowed methods: GET, POST.");
        assertThat(ana.send(method, "/api/events", BodyPublishers.noBody()).is(405).header("Allow")).isEqualTo("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUERY", "PROPFIND", "TRACE", "OPTIONS", "X"})
    void authentication_precedes_the_check_of_the_method(String method) {
        api.anonymous().send(method, "/api/automations", BodyPublishers.noBody())
                .isProblem(401, "urn:nudge:error:unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUERY", "PROPFIND", "TRACE", "OPTIONS", "DELETE", "X"})
    void an_unknown_path_has_no_methods(String method) {
        for (String path : new String[]{"/api/nothing", "/nothing"}) {
            if (!method.equals("OPTIONS")) {
                ana.send(method, path, BodyPublishers.noBody()).isProblem(404, "urn:nudge:error:not-found");
            }
        }
    }

    @Test
    void OPTIONS_lists_the_methods_of_the_path() {
        assertThat(String.valueOf(ana.send("OPTIONS", "/api/automations", BodyPublishers.noBody()).is(200)
                .header("Allow")).split(",")).containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
    }

    @Test
    void a_tunnel_is_not_opened() {
        for (String target : new String[]{"example.com:443", "/api/automations", "localhost"}) {
            assertThat(RawRequest.exchange(api.port(), "CONNECT " + target + " HTTP/1.1\nHost: localhost\n"
                    + "Connection: close\n\n")).startsWith("HTTP/1.1 405").contains("\r\nAllow: \r\n",
                            "urn:nudge:error:method-not-allowed");
        }
    }

    @Test
    void a_request_is_not_echoed() {
        Answer refused = ana.with("X-Canary", "canary").send("TRACE", "/api/automations", BodyPublishers.noBody());

        assertThat(refused.text()).doesNotContain("canary", "Bearer");
    }

    @Test
    void a_rejected_method_is_not_logged_as_a_warning() {
        Logger spring = (Logger) LoggerFactory.getLogger("org.springframework.web");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        spring.addAppender(log);
        try {
            ana.send("QUERY", "/api/automations", BodyPublishers.noBody()).is(405);
            ana.send("PUT", "/api/automations", BodyPublishers.ofString("{}")).is(405);
            ana.send("TRACE", "/api/events", BodyPublishers.noBody()).is(405);
            api.management().exchange("DELETE", "/actuator/health", BodyPublishers.noBody()).is(405);
        } finally {
            spring.detachAppender(log);
        }

        assertThat(log.list).isEmpty();
    }
}
