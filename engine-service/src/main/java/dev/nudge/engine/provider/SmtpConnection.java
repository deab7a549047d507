package dev.nudge.engine.provider;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a mail server for one message. It records how far the conversation went and what the server replied
 * last, because the exceptions of Jakarta Mail do not tell whether the server may have taken the message.
 */
final class SmtpConnection extends SMTPTransport {

    /** The last step that began. The server cannot have taken the message before {@link #CONFIRMATION}. */
    enum Step {
        /** Greeting, encryption and authentication. */
        CONNECT,
        SENDER,
        RECIPIENT,
        CONTENT,
        /** The line that ends the content was written, at least in part. */
        CONFIRMATION
    }

    private final InstantSource clock;
    private final Instant deadline;
    private Step step = Step.CONNECT;
    private @Nullable SmtpReply reply;

    /** @param deadline after which no further command is sent, so that a slow server does not prolong the attempt */
    SmtpConnection(Session session, InstantSource clock, Instant deadline) {
        super(session, null);
        this.clock = clock;
        this.deadline = deadline;
    }

    Step step() {
        return step;
    }

    /** The reply to the last command; null if none was received. */
    @Nullable
    SmtpReply reply() {
        return reply;
    }

    @Override
    protected void mailFrom() throws MessagingException {
        step = Step.SENDER;
        super.mailFrom();
    }

    @Override
    protected void rcptTo() throws MessagingException {
        step = Step.RECIPIENT;
        super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        step = Step.CONTENT;
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        checkTime();
        reply = null;
        step = Step.CONFIRMATION;
        super.finishData();
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        if (command.equals("QUIT")) {
            super.sendCommand(command);
            return;
        }
        if (step != Step.CONFIRMATION) {
            checkTime();
        }
        reply = null;
        super.sendCommand(command);
    }

    private void checkTime() throws MessagingException {
        if (clock.instant().isAfter(deadline)) {
            reply = null;
            throw new MessagingException("The attempt timed out",
                    new SocketTimeoutException("the server's replies took too long"));
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        reply = null;
        int code = super.readServerResponse();
        reply = SmtpReply.of(code, getLastServerResponse());
        return code;
    }

    /** Leaves out the RSET after a refusal: no other message follows, and a failure of RSET would hide the refusal. */
    @Override
    public synchronized void issueCommand(String command, int expected) throws MessagingException {
        if (!command.equals("RSET")) {
            super.issueCommand(command, expected);
        }
    }
}
