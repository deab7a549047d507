package dev.nudge.engine.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How decisions and dead letters are kept.
 *
 * @param enabled false when something else consumes {@code automation.decisions}, a warehouse for example
 * @param decisionsKept for how long decisions can be asked for; longer than the topic keeps them
 * @param deadLettersKept for how long dead letters can be looked at and replayed
 */
@ConfigurationProperties("nudge.engine.history")
public record HistoryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("90d") Duration decisionsKept,
        @DefaultValue("90d") Duration deadLettersKept) {}
