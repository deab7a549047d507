package dev.nudge.api.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of streams of events.
 *
 * @param clients how many streams an organization may have at each instance of the API
 * @param longest how long a stream lasts at most; clients then connect again, and miss nothing
 */
@ConfigurationProperties("nudge.api.stream")
record StreamProperties(@DefaultValue("50") int clients, @DefaultValue("1h") Duration longest) {

    StreamProperties {
        if (clients < 0 || clients > 10_000) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.stream.clients from 0 to 10000 but found " + clients + ".");
        }
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("Expected nudge.api.stream.longest above 0 but found " + longest + ".");
        }
    }
}
