package dev.nudge.infrastructure.tracing;

import io.micrometer.common.KeyValue;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerHttpObservationDocumentation.HighCardinalityKeyNames;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Tags spans of requests with the pattern of the path instead of the path, which can contain phone numbers, addresses
 * and signed links.
 */
final class RequestsWithoutPaths extends DefaultServerRequestObservationConvention {

    @Override
    protected KeyValue httpUrl(ServerRequestObservationContext context) {
        String pattern = context.getPathPattern();
        return HighCardinalityKeyNames.HTTP_URL.withValue(pattern == null ? KeyValue.NONE_VALUE : pattern);
    }
}
