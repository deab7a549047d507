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
 * A provider's keys. A token with an unknown key causes a refresh, because the provider may have rotated its keys, but
 * at most once per interval, because anyone can create tokens with unknown keys. Until then, such a token is invalid.
 * Failed fetches do not count. Thread-safe.
 */
final class RateLimitedJwkSource extends JWKSetSourceWrapper<SecurityContext> {

    private final Duration interval;
    private final AtomicLong nextMillis = new AtomicLong(Long.MIN_VALUE);

    /** @param keys the cached keys */
    RateLimitedJwkSource(JWKSetSource<SecurityContext> keys, Duration interval) {
        super(keys);
        this.interval = interval;
    }

    /** Returns an equivalent selector with a rate limit. */
    @SuppressWarnings("unchecked") // Nimbus declares the key source without its type
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

    /** False if the clock was set back. */
    private boolean isTooSoon(long nowMillis) {
        long next = nextMillis.get();
        return nowMillis < next && next - nowMillis <= interval.toMillis();
    }
}
