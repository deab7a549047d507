package dev.nudge.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestAdmission;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.web.method.HandlerMethod;

/** An organization runs one heavy request at a time; other requests and other organizations do not wait. */
class HeavyRequestsTest {

    private static final int SMALL = 1_000;
    private static final int LARGE = 100_000;

    private final HeavyRequests turns = new HeavyRequests(Duration.ofMillis(50));

    interface Routes {
        @HeavyRequest
        void simulate();

        void save();
    }

    private final class Request {
        private final MockHttpServletRequest request = new MockHttpServletRequest();
        private final MockHttpServletResponse response = new MockHttpServletResponse();
        private final HandlerMethod route;

        Request(String organizationId, String route) {
            this("POST", organizationId, route);
        }

        Request(String method, String organizationId, String route) {
            request.setMethod(method);
            try {
                this.route = new HandlerMethod(this, Routes.class.getDeclaredMethod(route));
            } catch (NoSuchMethodException unknown) {
                throw new IllegalArgumentException(unknown);
            }
            request.setUserPrincipal(new TestingAuthenticationToken(new Caller(organizationId, "ana", Set.of()), null));
            turns.preHandle(request, response, this.route);
        }

        void receiveBody(int bytes) {
            RequestAdmission.await(request, bytes);
        }

        void end() {
            turns.afterCompletion(request, response, route, null);
        }
    }

    @Test
    void a_second_heavy_request_waits_and_is_rejected_after_a_timeout() {
        Request first = new Request("acme", "simulate");
        first.receiveBody(SMALL);
        Request second = new Request("acme", "save");

        assertThatThrownBy(() -> second.receiveBody(LARGE)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("one at a time");

        assertThat(second.response.getHeader("Retry-After")).isEqualTo("1");
        second.end();
        first.end();
        assertThatCode(() -> new Request("acme", "simulate").receiveBody(SMALL)).doesNotThrowAnyException();
    }

    @Test
    void small_requests_and_other_organizations_do_not_wait() {
        new Request("acme", "simulate").receiveBody(LARGE);

        assertThatCode(() -> {
            new Request("acme", "save").receiveBody(SMALL);
            new Request("globex", "simulate").receiveBody(LARGE);
        }).doesNotThrowAnyException();
    }

    @Test
    void a_request_without_its_complete_body_does_not_block_others() {
        Request slow = new Request("acme", "simulate");

        new Request("acme", "simulate").receiveBody(SMALL);

        assertThatThrownBy(() -> slow.receiveBody(SMALL)).isInstanceOf(ProblemException.class);
    }

    @Test
    void a_request_without_a_body_waits_before_it_is_processed() {
        Request first = new Request("GET", "acme", "simulate");

        assertThatThrownBy(() -> new Request("GET", "acme", "simulate")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> {
            new Request("GET", "acme", "save");
            new Request("POST", "acme", "simulate").receiveBody(SMALL);
        }).as("requests that are not costly, or have a body").doesNotThrowAnyException();

        first.end();
        assertThatCode(() -> new Request("GET", "acme", "simulate")).doesNotThrowAnyException();
    }

    @Test
    void a_request_waits_only_once() {
        Request request = new Request("acme", "simulate");
        request.receiveBody(SMALL);

        assertThatCode(() -> request.receiveBody(SMALL)).doesNotThrowAnyException();
    }
}
