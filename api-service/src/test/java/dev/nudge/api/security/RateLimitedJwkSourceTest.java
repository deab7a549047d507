package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitedJwkSourceTest {

    private final Provider provider = new Provider();
    private final RateLimitedJwkSource keys = new RateLimitedJwkSource(provider, Duration.ofSeconds(10));

    @Test
    void an_unknown_key_is_asked_for_once_in_an_interval() throws KeySourceException {
        askForUnknownKey(1_000);
        askForUnknownKey(1_001);
        askForUnknownKey(10_999);
        assertThat(provider.fetches).isEqualTo(1);

        askForUnknownKey(11_000);
        assertThat(provider.fetches).isEqualTo(2);
    }

    @Test
    void known_keys_are_always_there() throws KeySourceException {
        assertThat(keys.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), 1_000, null)).isSameAs(provider.cached);
        assertThat(provider.fetches).isZero();

        askForUnknownKey(1_001);
        assertThat(provider.fetches).as("a known key has not used the interval up").isEqualTo(1);
    }

    @Test
    void a_provider_that_was_away_is_asked_again_at_once() throws KeySourceException {
        provider.away = true;
        assertThatThrownBy(() -> askForUnknownKey(1_000)).isInstanceOf(JWKSetUnavailableException.class);
        provider.away = false;

        askForUnknownKey(1_001);

        assertThat(provider.fetches).isEqualTo(1);
    }

    @Test
    void a_clock_that_was_set_back_keeps_no_new_key_out() throws KeySourceException {
        askForUnknownKey(3_600_000);
        askForUnknownKey(1_000);
        assertThat(provider.fetches).isEqualTo(2);
    }

    private void askForUnknownKey(long nowMillis) throws KeySourceException {
        keys.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(provider.cached), nowMillis, null);
    }

    private static final class Provider implements JWKSetSource<SecurityContext> {

        private JWKSet cached = new JWKSet();
        private int fetches;
        private boolean away;

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long nowMillis, @Nullable SecurityContext context)
                throws JWKSetUnavailableException {
            if (away) {
                throw new JWKSetUnavailableException("Away");
            }
            if (refresh.requiresRefresh(cached)) {
                cached = new JWKSet();
                fetches++;
            }
            return cached;
        }

        @Override
        public void close() {}
    }
}
