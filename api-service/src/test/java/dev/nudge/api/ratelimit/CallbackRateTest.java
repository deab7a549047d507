package dev.nudge.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.web.ProblemException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class CallbackRateTest {

    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void an_organizations_callbacks_over_the_rate_are_told_when_to_come_back() {
        Instant noon = Instant.parse("2026-04-22T12:00:00Z");
        CallbackRate rate = new CallbackRate(new TokenBuckets(0.5, 1, 100, () -> noon));
        rate.take("acme", response);

        assertThatThrownBy(() -> rate.take("acme", response)).isInstanceOf(ProblemException.class);

        assertThat(response.getHeader("Retry-After")).isEqualTo("2");
        assertThatCode(() -> rate.take("other", response)).doesNotThrowAnyException();
    }

    @Test
    void without_a_rate_there_is_no_limit() {
        CallbackRate rate = new CallbackRate(null);

        for (int i = 0; i < 1_000; i++) {
            rate.take("acme", response);
        }
        assertThat(response.getHeaderNames()).isEmpty();
    }
}
