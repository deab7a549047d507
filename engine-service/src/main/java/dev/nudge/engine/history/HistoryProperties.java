package dev.nudge.engine.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention of decisions and dead letters.
 *
 * @param enabled false when another consumer, for example a warehouse, processes {@code automation.decisions}
 * @param decisionsKept how long decisions can be queried; longer than the topic's retention
 * @param deadLettersKept how long dead letters can be viewed and replayed
 */
@ConfigurationProperties("nudge.engine.history")
public record HistoryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("90d") Duration decisionsKept,
        @DefaultValue("90d") Duration deadLettersKept) {}
