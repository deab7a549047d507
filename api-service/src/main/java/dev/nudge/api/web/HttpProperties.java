package dev.nudge.api.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The timeouts for the arrival of a request.
 *
 * @param headerTimeout from the first byte of the request line to the end of the headers; also the longest pause
 *     between two reads
 * @param bodyTimeout from the end of the headers to the end of the body
 */
@ConfigurationProperties("nudge.api.http")
record HttpProperties(@DefaultValue("10s") Duration headerTimeout, @DefaultValue("30s") Duration bodyTimeout) {

    private static final Duration MAX = Duration.ofHours(1);

    HttpProperties {
        check("header-timeout", headerTimeout);
        check("body-timeout", bodyTimeout);
    }

    private static void check(String property, Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.http." + property + " from 1ms to 1h but found " + timeout + ".");
        }
    }
}
