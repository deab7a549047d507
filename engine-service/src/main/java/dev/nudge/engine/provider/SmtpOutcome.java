package dev.nudge.engine.provider;

import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.engine.provider.SmtpConnection.Step;
import jakarta.mail.AuthenticationFailedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;

/**
 * How a conversation with a mail server ended.
 *
 * @param step the last step that began
 * @param reply the reply to the last command; null if none was received
 * @param failure why the conversation ended early; null if it did not
 */
record SmtpOutcome(Step step, @Nullable SmtpReply reply, @Nullable RuntimeException failure) {

    private static final int MAX_TEXT = 500;

    SendResult result(CredentialMask mask) {
        if (reply != null && (reply.isTemporary() || reply.isPermanent())) {
            return rejected(Integer.toString(reply.code()), reply.text(), causeOf(reply), mask);
        }
        return step == Step.CONFIRMATION ? confirmed(mask) : interrupted(mask);
    }

    private Cause causeOf(SmtpReply refusal) {
        if (refusal.isTemporary()) {
            return Cause.TEMPORARY;
        }
        return switch (step) {
            case CONNECT, SENDER -> Cause.PROVIDER;
            case RECIPIENT, CONTENT, CONFIRMATION -> refusal.isAboutSender() ? Cause.PROVIDER : Cause.RECIPIENT;
        };
    }

    private SendResult confirmed(CredentialMask mask) {
        if (reply != null && reply.isPositive()) {
            String queueId = reply.queueId();
            return new SendResult.Accepted(queueId == null ? null : mask.applyTo(queueId), null);
        }
        if (reply != null && reply.isReply()) {
            return new SendResult.Unknown(Integer.toString(reply.code()), text(reply.text(), mask));
        }
        return failedWith(SocketTimeoutException.class)
                ? new SendResult.Unknown("TIMEOUT", "The server did not confirm the message in time.")
                : new SendResult.Unknown("CONNECTION", "The connection ended before the server confirmed the message.");
    }

    /** What happened before the server had the whole message, without a refusal by it. */
    private SendResult interrupted(CredentialMask mask) {
        if (failedWith(SSLException.class)) {
            return rejected("TLS", explanation(), Cause.TEMPORARY, mask);
        }
        if (failedWith(IOException.class) || reply == null || !reply.isReply()) {
            return rejected("CONNECTION", explanation(), Cause.TEMPORARY, mask);
        }
        if (failedWith(AuthenticationFailedException.class)) {
            return rejected("AUTHENTICATION", explanation(), Cause.PROVIDER, mask);
        }
        if (step == Step.CONNECT && reply.isPositive()) {
            return rejected("START_TLS", explanation(), Cause.PROVIDER, mask);
        }
        return rejected(Integer.toString(reply.code()), reply.text(), Cause.TEMPORARY, mask);
    }

    private static SendResult rejected(String code, String text, Cause cause, CredentialMask mask) {
        return new SendResult.Rejected(code, text(text, mask), cause);
    }

    private static String text(String text, CredentialMask mask) {
        String masked = HeaderText.oneLine(mask.applyTo(text)).strip();
        return masked.length() <= MAX_TEXT ? masked : masked.substring(0, MAX_TEXT);
    }

    private boolean failedWith(Class<? extends Throwable> type) {
        return causes().anyMatch(type::isInstance);
    }

    /** The messages of the failure's causes, except Spring's, which say less. */
    private String explanation() {
        Set<String> messages = new LinkedHashSet<>();
        causes().filter(cause -> !(cause instanceof MailException)).map(Throwable::getMessage).filter(Objects::nonNull)
                .map(String::strip).forEach(messages::add);
        return messages.isEmpty() ? "The conversation with the server failed." : String.join(": ", messages);
    }

    /**
     * The failure and its causes, from the outside in. Spring keeps the cause of a failed message beside the exception.
     */
    private Stream<Throwable> causes() {
        Throwable cause = failure instanceof MailSendException failed && !failed.getFailedMessages().isEmpty()
                ? failed.getFailedMessages().values().iterator().next()
                : failure;
        return Stream.iterate(cause, Objects::nonNull, Throwable::getCause);
    }
}
