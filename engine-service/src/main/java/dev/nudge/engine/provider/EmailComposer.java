package dev.nudge.engine.provider;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a message as an e-mail with a text and an HTML part. */
final class EmailComposer {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final Pattern LINK = Pattern.compile("(?i)https?://[\\x21-\\x7E&&[^<>,]]+");
    private static final Pattern MAILTO = Pattern
            .compile("(?i)(?:mailto:)?([\\x21-\\x7E&&[^<>,@]]+@[\\x21-\\x7E&&[^<>,@]]+)");

    private final Session session;
    private final @Nullable String unsubscribeMailto;

    /** @param unsubscribeMailto for organizations without their own */
    EmailComposer(Session session, @Nullable String unsubscribeMailto) {
        this.session = session;
        this.unsubscribeMailto = unsubscribeMailto;
    }

    MimeMessage compose(OutboundMessage message, Mailbox from, Mailbox to, Instant now) throws MessagingException {
        MimeMessage email = new MimeMessage(session);
        email.setHeader("Message-ID",
                "<" + URLEncoder.encode(message.id(), StandardCharsets.UTF_8) + "@" + from.domain() + ">");
        email.setSentDate(Date.from(now));
        email.setFrom(address(from));
        email.setRecipient(RecipientType.TO, address(to));
        email.setSubject(HeaderText.oneLine(Optional.ofNullable(message.subject()).orElse("")).strip(), UTF_8);
        email.setHeader("Auto-Submitted", "auto-generated");
        if (message.unsubscribe() != null) {
            addUnsubscribe(email, message.unsubscribe());
        }
        email.setContent(parts(EmailBody.of(message.text())));
        return email;
    }

    private static InternetAddress address(Mailbox mailbox) throws MessagingException {
        InternetAddress address = new InternetAddress();
        address.setAddress(mailbox.address());
        if (!mailbox.name().isEmpty()) {
            try {
                address.setPersonal(mailbox.name(), UTF_8);
            } catch (UnsupportedEncodingException impossible) {
                throw new MessagingException("Expected a JDK with UTF-8.", impossible);
            }
        }
        return address;
    }

    private void addUnsubscribe(MimeMessage email, OutboundMessage.Unsubscribe unsubscribe) throws MessagingException {
        List<String> ways = new ArrayList<>();
        Optional<String> link = Optional.ofNullable(unsubscribe.url()).filter(url -> LINK.matcher(url).matches());
        link.ifPresent(ways::add);
        Stream.of(Optional.ofNullable(unsubscribe.mailto()), Optional.ofNullable(unsubscribeMailto))
                .flatMap(Optional::stream).flatMap(mailto -> mailto(mailto).stream()).findFirst().ifPresent(ways::add);
        if (!ways.isEmpty()) {
            email.setHeader("List-Unsubscribe", "<" + String.join(">, <", ways) + ">");
        }
        if (link.isPresent() && link.get().toLowerCase(Locale.ROOT).startsWith("https:")) {
            email.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
    }

    /** The link that sends a mail to the address. Its subject is a keyword (F4), unless the address has one. */
    private static Optional<String> mailto(String address) {
        return Optional.of(MAILTO.matcher(address.strip())).filter(Matcher::matches)
                .map(matcher -> "mailto:" + matcher.group(1))
                .map(link -> link.contains("?") ? link : link + "?subject=unsubscribe");
    }

    private static MimeMultipart parts(EmailBody body) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(body.text(), UTF_8, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(body.html(), UTF_8, "html");
        return new MimeMultipart("alternative", text, html); // the last one is preferred (RFC 2046)
    }
}
