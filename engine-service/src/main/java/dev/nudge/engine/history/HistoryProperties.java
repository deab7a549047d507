package dev.nudge.engine.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention of decisions, lead events and dead letters.
 *
 * @param enabled false when another consumer, for example a warehouse, processes {@code automation.decisions}; then
 *        neither lead events nor numbers of decisions and messages are kept
 * @param decisionsKept how long decisions can be queried, and their numbers; longer than the topic's retention
 * @param eventsKept how long the events of a lead can be queried
 * @param deadLettersKept how long dead letters can be viewed and replayed
 */
@ConfigurationProperties("nudge.engine.history")
public record HistoryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("90d") Duration decisionsKept,
        @DefaultValue("30d") Duration eventsKept,
        @DefaultValue("90d") Duration deadLettersKept) {}
