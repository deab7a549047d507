package dev.nudge.engine.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages go out.
 *
 * @param enabled false when something else consumes {@code message.commands}, a gateway for example
 * @param messagesKept for how long messages can be asked for; longer than the topic keeps them
 * @param logText whether the log shows what is sent and to whom: for a first look, never in production
 */
@ConfigurationProperties("nudge.delivery")
public record DeliveryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("90d") Duration messagesKept,
        @DefaultValue("false") boolean logText) {}
