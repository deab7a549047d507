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

/** An organization has one heavy request at a time; what is not heavy, and what is another's, does not wait. */
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
            try {
                this.route = new HandlerMethod(this, Routes.class.getDeclaredMethod(route));
            } catch (NoSuchMethodException unknown) {
                throw new IllegalArgumentException(unknown);
            }
            request.setUserPrincipal(new TestingAuthenticationToken(new Caller(organizationId, "ana", Set.of()), null));
            turns.preHandle(request, response, this.route);
        }

        void come(int bytes) {
            RequestAdmission.await(request, bytes);
        }

        void end() {
            turns.afterCompletion(request, response, route, null);
        }
    }

    @Test
    void a_second_heavy_request_waits_and_is_refused_after_a_time() {
        Request first = new Request("acme", "simulate");
        first.come(SMALL);
        Request second = new Request("acme", "save");

        assertThatThrownBy(() -> second.come(LARGE)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("one at a time");

        assertThat(second.response.getHeader("Retry-After")).isEqualTo("1");
        second.end();
        first.end();
        assertThatCode(() -> new Request("acme", "simulate").come(SMALL)).doesNotThrowAnyException();
    }

    @Test
    void small_requests_and_those_of_others_do_not_wait() {
        new Request("acme", "simulate").come(LARGE);

        assertThatCode(() -> {
            new Request("acme", "save").come(SMALL);
            new Request("globex", "simulate").come(LARGE);
        }).doesNotThrowAnyException();
    }

    @Test
    void a_request_whose_body_has_not_come_holds_up_nobody() {
        Request slow = new Request("acme", "simulate");

        new Request("acme", "simulate").come(SMALL);

        assertThatThrownBy(() -> slow.come(SMALL)).isInstanceOf(ProblemException.class);
    }

    @Test
    void a_body_that_is_read_twice_waits_once() {
        Request request = new Request("acme", "simulate");
        request.come(SMALL);

        assertThatCode(() -> request.come(SMALL)).doesNotThrowAnyException();
    }
}
