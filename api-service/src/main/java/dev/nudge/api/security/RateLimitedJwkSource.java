package dev.nudge.api.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A provider's keys. A token of a key that isn't among them makes them be fetched anew, since the provider may have
 * got a new one; but once in an interval only, since anybody can make up tokens of unknown keys. Until then such a
 * token is not good. A fetch that failed doesn't count. Thread-safe.
 */
final class RateLimitedJwkSource extends JWKSetSourceWrapper<SecurityContext> {

    private final Duration interval;
    private final AtomicLong nextMillis = new AtomicLong(Long.MIN_VALUE);

    /** @param keys remembers what it fetched */
    RateLimitedJwkSource(JWKSetSource<SecurityContext> keys, Duration interval) {
        super(keys);
        this.interval = interval;
    }

    /** Selects as before, from the same keys. */
    @SuppressWarnings("unchecked") // Nimbus hands over the keys of this selector's own kind without saying so
    static JWSKeySelector<SecurityContext> of(JWSKeySelector<SecurityContext> selector, Duration interval) {
        if (selector instanceof JWSVerificationKeySelector<SecurityContext> all
                && all.getJWKSource() instanceof JWKSetBasedJWKSource<SecurityContext> keys) {
            Set<JWSAlgorithm> algorithms = JWSAlgorithm.Family.SIGNATURE.stream().filter(all::isAllowed)
                    .collect(Collectors.toSet());
            return new JWSVerificationKeySelector<>(algorithms,
                    new JWKSetBasedJWKSource<>(new RateLimitedJwkSource(keys.getJWKSetSource(), interval)));
        }
        throw new IllegalStateException("Expected keys that are fetched from the provider but found " + selector);
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long nowMillis, @Nullable SecurityContext context)
            throws KeySourceException {
        JWKSetCacheRefreshEvaluator asTheyAre = JWKSetCacheRefreshEvaluator.noRefresh();
        if (refresh.equals(asTheyAre) || isTooSoon(nowMillis)) {
            return getSource().getJWKSet(asTheyAre, nowMillis, context);
        }
        JWKSet fetched = getSource().getJWKSet(refresh, nowMillis, context);
        nextMillis.set(nowMillis + interval.toMillis());
        return fetched;
    }

    /** Not when the clock was set back. */
    private boolean isTooSoon(long nowMillis) {
        long next = nextMillis.get();
        return nowMillis < next && next - nowMillis <= interval.toMillis();
    }
}
