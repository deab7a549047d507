package dev.nudge.api.relay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param publishTimeout how long a response waits for the publication of the change
 * @param sweepInterval how often changes left by a crash or an outage are published
 */
@ConfigurationProperties("nudge.api.relay")
record RelayProperties(@DefaultValue("2s") Duration publishTimeout, @DefaultValue("5s") Duration sweepInterval) {

    RelayProperties {
        if (publishTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.relay.publish-timeout of at least 0s but found " + publishTimeout + ".");
        }
        if (sweepInterval.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.relay.sweep-interval of at least 10ms but found " + sweepInterval + ".");
        }
    }
}
