package dev.nudge.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of message delivery.
 *
 * @param enabled false when another consumer, for example a gateway, processes {@code message.commands}
 * @param messagesKept how long messages can be queried; longer than the topic's retention
 * @param logText whether the log contains texts and recipients of messages; for evaluation, never in production
 * @param restoredUntil after the database was restored from a backup: when the last engine had stopped before. Messages
 *        that were decided earlier are not sent if they may have been sent already (G5)
 */
@ConfigurationProperties("nudge.delivery")
public record DeliveryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("90d") Duration messagesKept,
        @DefaultValue("false") boolean logText, @Nullable Instant restoredUntil) {}
