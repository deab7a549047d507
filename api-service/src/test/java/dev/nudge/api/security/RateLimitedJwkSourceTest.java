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
    void an_unknown_key_causes_one_fetch_per_interval() throws KeySourceException {
        askForUnknownKey(1_000);
        askForUnknownKey(1_001);
        askForUnknownKey(10_999);
        assertThat(provider.fetches).isEqualTo(1);

        askForUnknownKey(11_000);
        assertThat(provider.fetches).isEqualTo(2);
    }

    @Test
    void known_keys_are_always_available() throws KeySourceException {
        assertThat(keys.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), 1_000, null)).isSameAs(provider.cached);
        assertThat(provider.fetches).isZero();

        askForUnknownKey(1_001);
        assertThat(provider.fetches).as("a known key does not use up the interval").isEqualTo(1);
    }

    @Test
    void a_failed_fetch_is_retried_at_once() throws KeySourceException {
        provider.unavailable = true;
        assertThatThrownBy(() -> askForUnknownKey(1_000)).isInstanceOf(JWKSetUnavailableException.class);
        provider.unavailable = false;

        askForUnknownKey(1_001);

        assertThat(provider.fetches).isEqualTo(1);
    }

    @Test
    void a_clock_that_is_set_back_does_not_block_new_keys() throws KeySourceException {
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
        private boolean unavailable;

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long nowMillis, @Nullable SecurityContext context)
                throws JWKSetUnavailableException {
            if (unavailable) {
                throw new JWKSetUnavailableException("unavailable");
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
