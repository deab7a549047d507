package dev.nudge.engine.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of message delivery.
 *
 * @param enabled false when another consumer, for example a gateway, processes {@code message.commands}
 * @param messagesKept how long messages can be queried; longer than the topic's retention
 * @param logText whether the log contains texts and recipients of messages; for evaluation, never in production
 */
@ConfigurationProperties("nudge.delivery")
public record DeliveryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("90d") Duration messagesKept,
        @DefaultValue("false") boolean logText) {}
