package dev.nudge.engine.provider;

import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.StartTls;
import dev.nudge.infrastructure.provider.Secret;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Sends e-mails over SMTP. Each message has a connection of its own, with the credentials of that moment.
 *
 * <p>A message is {@link SendResult.Unknown} only if the server did not reply to the end of its content. Each wait for
 * the server takes at most {@code timeout}, and no command is sent later than {@code timeout} after the attempt began.
 */
public final class SmtpProvider implements MessageProvider {

    /** Connections to this port are encrypted from the start (RFC 8314). */
    private static final int IMPLICIT_TLS_PORT = 465;

    private final ProviderSettings.Smtp settings;
    private final InstantSource clock;
    private final Session session;
    private final EmailComposer composer;
    private final Mailbox from;

    public SmtpProvider(ProviderSettings.Smtp settings, InstantSource clock) {
        this(settings, clock, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    SmtpProvider(ProviderSettings.Smtp settings, InstantSource clock, SSLSocketFactory encryption) {
        this.settings = settings;
        this.clock = clock;
        this.session = Session.getInstance(properties(settings, encryption));
        this.composer = new EmailComposer(session, settings.unsubscribeMailto());
        this.from = Mailbox.of(settings.from()).orElseThrow(() -> new IllegalArgumentException(
                "nudge.delivery.providers.%s.from: expected an address such as 'Sales <sales@example.com>', but was '%s'"
                        .formatted(settings.name(), settings.from())));
    }

    static Properties properties(ProviderSettings.Smtp settings, SSLSocketFactory encryption) {
        String timeout = Long.toString(settings.pace().timeout().toMillis());
        boolean isImplicit = settings.port() == IMPLICIT_TLS_PORT;
        StartTls startTls = isImplicit ? StartTls.NEVER : settings.startTls();
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", timeout);
        properties.setProperty("mail.smtp.timeout", timeout);
        properties.setProperty("mail.smtp.writetimeout", timeout);
        properties.setProperty("mail.smtp.auth", Boolean.toString(settings.username() != null));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(isImplicit));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", encryption);
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(startTls != StartTls.NEVER));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(startTls == StartTls.REQUIRED));
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.mime.address.strict", "false"); // some providers have addresses such as a..b@example.com
        return properties;
    }

    @Override
    public SendResult send(OutboundMessage message) {
        Optional<Mailbox> to = Mailbox.ofAddress(message.to());
        if (to.isEmpty()) {
            return new SendResult.Rejected("BAD_ADDRESS", "The recipient is no address that e-mails can be sent to.",
                    SendResult.Cause.RECIPIENT);
        }
        String sender = message.sender().from();
        Optional<Mailbox> sentFrom = sender == null ? Optional.of(from) : Mailbox.of(sender);
        if (sentFrom.isEmpty()) {
            return new SendResult.Rejected("BAD_SENDER", "The organization's sender is no address of the form"
                    + " 'ana@example.com' or 'Ana <ana@example.com>'.", SendResult.Cause.RECIPIENT);
        }
        try {
            return handOver(composer.compose(message, sentFrom.get(), to.get(), clock.instant()));
        } catch (MessagingException failure) {
            return new SendResult.Rejected("BAD_MESSAGE", "The e-mail cannot be written: " + failure.getMessage(),
                    SendResult.Cause.RECIPIENT);
        }
    }

    private SendResult handOver(MimeMessage email) {
        SmtpConnection connection = new SmtpConnection(session, clock,
                clock.instant().plus(settings.pace().timeout()));
        String username = settings.username();
        String password = null;
        RuntimeException failure = null;
        try {
            password = Optional.ofNullable(settings.password()).map(Secret::value).orElse(null);
            sender(connection, username, password).send(email);
        } catch (RuntimeException thrown) {
            failure = thrown;
        }
        return new SmtpOutcome(connection.step(), connection.reply(), failure)
                .result(new CredentialMask(username, password));
    }

    private JavaMailSenderImpl sender(SmtpConnection connection, @Nullable String username, @Nullable String password) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl() {
            @Override
            protected Transport getTransport(Session ignored) {
                return connection;
            }
        };
        sender.setSession(session);
        sender.setHost(settings.host());
        sender.setPort(settings.port());
        sender.setUsername(username);
        sender.setPassword(password);
        return sender;
    }
}
