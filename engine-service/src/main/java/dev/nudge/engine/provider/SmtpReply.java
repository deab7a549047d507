package dev.nudge.engine.provider;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mail server's reply to a command.
 *
 * @param code the reply code; less than 100 for a line that is no reply, and when the connection ended
 * @param text the lines after their codes, with the enhanced status code (RFC 3463) if there is one
 */
record SmtpReply(int code, String text) {

    private static final Pattern LINE_CODE = Pattern.compile("(?m)^\\d{3}[- ]?");

    /** Replies that refuse the session, whatever the command was: commands out of order, no or wrong authentication. */
    private static final Pattern SESSION_REFUSED = Pattern.compile("50[0-4]|53\\d");

    /**
     * Enhanced status codes about the sender: its address (5.1.7, 5.1.8), its account or its encryption (5.7.8 to
     * 5.7.14), and the authentication of its domain by SPF, DKIM and DMARC (5.7.20 to 5.7.29).
     */
    private static final Pattern SENDER_REFUSED = Pattern
            .compile("^5\\.(?:1\\.[78]|7\\.(?:[89]|1[0-4]|2\\d))(?!\\d)");

    /** As Postfix, Exim, Exchange, Sendmail and Amazon SES name a message that they have taken. */
    private static final Pattern QUEUE_ID = Pattern.compile("(?i)queued as <?([^\\s<>]+)|\\bid=<?([^\\s<>]+)"
            + "|\\bInternalId=(\\d+)|^(?:2\\.\\d\\.\\d +)?(\\S+) Message accepted for delivery"
            + "|^(?:2\\.\\d\\.\\d +)?Ok:? +((?=\\S*\\d)(?!id=)\\S{12,})");

    /** @param response the reply's lines, as they were received */
    static SmtpReply of(int code, String response) {
        return new SmtpReply(code, response.lines().map(line -> LINE_CODE.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty()).collect(Collectors.joining(" ")));
    }

    boolean isReply() {
        return code >= 100;
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    boolean isTemporary() {
        return code / 100 == 4;
    }

    boolean isPermanent() {
        return code / 100 == 5;
    }

    /** Whether a refusal is clearly about the sender or its session, so that it does not concern the recipient. */
    boolean isAboutSender() {
        return SESSION_REFUSED.matcher(Integer.toString(code)).matches() || SENDER_REFUSED.matcher(text).find();
    }

    /** The id that the server gave the message that it has taken, where the reply names it in a known form. */
    @Nullable
    String queueId() {
        Matcher matcher = QUEUE_ID.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            String id = matcher.group(group);
            if (id != null) {
                return id;
            }
        }
        return null;
    }
}
