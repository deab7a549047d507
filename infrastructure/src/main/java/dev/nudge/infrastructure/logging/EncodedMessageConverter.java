package dev.nudge.infrastructure.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A log event's message on one line. */
public final class EncodedMessageConverter extends MessageConverter {

    /** It lays an operator's own settings out over several lines, and has no text of others. */
    private static final String FAILURE_ANALYSIS = "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";
    /** The same: {@code ConsumerConfig}, {@code ProducerConfig}, {@code AdminClientConfig}. */
    private static final String KAFKA_CLIENTS = "org.apache.kafka.clients.";
    private static final String SETTINGS = "Config";
    /** It shows people what they can try, in lines to be pasted, and has no text of others. */
    private static final String WELCOME = "dev.nudge.standalone.Welcome";

    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        return hasLinesOfItsOwn(event.getLoggerName()) ? message : LogText.encode(message);
    }

    private static boolean hasLinesOfItsOwn(String logger) {
        return logger.equals(FAILURE_ANALYSIS) || logger.equals(WELCOME)
                || logger.startsWith(KAFKA_CLIENTS) && logger.endsWith(SETTINGS);
    }
}
