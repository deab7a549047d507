package dev.nudge.engine.provider;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes messages to the log instead of sending them. A message that it gets again has the same id in the log. */
public final class LogProvider implements MessageProvider {

    private static final Logger LOG = LoggerFactory.getLogger(LogProvider.class);

    private final boolean showText;

    /** @param showText whether the log contains texts and recipients; for evaluation, never in production */
    public LogProvider(boolean showText) {
        this.showText = showText;
    }

    @Override
    public SendResult send(OutboundMessage message) {
        LOG.info("Sent {} on {} to {} {} (automation {}, run {}, follow-up {}){}", message.id(),
                message.channel().json(), message.command().get("recipientKind"), message.leadId(),
                message.command().get("automationId"), message.command().get("run"),
                message.command().get("followUp"), showText ? " to " + message.to() + ": " + message.text() : "");
        return new SendResult.Accepted(null, null);
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }
}
