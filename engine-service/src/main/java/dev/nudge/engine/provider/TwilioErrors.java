package dev.nudge.engine.provider;

import static dev.nudge.engine.provider.SendResult.Cause.OPTED_OUT;
import static dev.nudge.engine.provider.SendResult.Cause.PROVIDER;
import static dev.nudge.engine.provider.SendResult.Cause.RECIPIENT;
import static dev.nudge.engine.provider.SendResult.Cause.TEMPORARY;

import dev.nudge.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What Twilio's answers and error codes mean for a message.
 *
 * <table>
 * <caption>Answers to a POST</caption>
 * <tr><td>2xx with a sid</td><td>accepted</td></tr>
 * <tr><td>2xx without one, 408, 5xx, and any status not listed here</td><td>unknown</td></tr>
 * <tr><td>301, 302, 307, 308</td><td>refused, {@code PROVIDER}: {@code base-url} is wrong</td></tr>
 * <tr><td>429, and 4xx with a code in {@link #THROTTLING}</td><td>throttled</td></tr>
 * <tr><td>other 4xx with a code in {@link #cause}</td><td>refused, with the cause of the code</td></tr>
 * <tr><td>400 with another code, or without one</td><td>refused, {@code RECIPIENT}: the request is about this
 * message</td></tr>
 * <tr><td>other 4xx</td><td>refused, {@code PROVIDER}: no message would be taken</td></tr>
 * </table>
 *
 * @see <a href="https://www.twilio.com/docs/api/errors">Twilio's error codes</a>
 */
final class TwilioErrors {

    /** Too many requests; the queue of a number, an account or a WhatsApp sender is full. */
    private static final Set<String> THROTTLING = Set.of("14107", "20429", "21611", "30001", "63018");

    private TwilioErrors() {}

    static SendResult sendResult(TwilioAnswer.Received answer, Instant now) {
        int status = answer.status();
        if (answer.isSuccess()) {
            return created(answer);
        }
        if (status == 301 || status == 302 || status == 307 || status == 308) {
            return new SendResult.Rejected(answer.code(),
                    "Twilio's base-url answered with a redirect. Set base-url to the address that it redirects to.",
                    PROVIDER);
        }
        if (status < 400 || status == 408 || status >= 500) {
            return new SendResult.Unknown(answer.code(), answer.text());
        }
        if (status == 429 || THROTTLING.contains(answer.code())) {
            return new SendResult.Throttled(answer.code(), answer.text(), RetryAfter.read(answer.retryAfter(), now));
        }
        return new SendResult.Rejected(answer.code(), answer.text(),
                cause(answer.code(), status == 400 ? RECIPIENT : PROVIDER));
    }

    private static SendResult created(TwilioAnswer.Received answer) {
        JsonObject json = answer.json();
        String sid = json == null ? null : TwilioMessage.sid(json);
        if (json == null || sid == null) {
            return new SendResult.Unknown("MALFORMED_ANSWER",
                    "Twilio answered with HTTP status " + answer.status() + ", but without the id of a message.");
        }
        return new SendResult.Accepted(sid, TwilioMessage.segments(json));
    }

    /** Why Twilio failed a message after it had taken it. */
    static SendResult.Rejected failure(TwilioMessage message, TwilioCredentials credentials) {
        String code = Objects.requireNonNullElse(message.errorCode(), message.status());
        String text = message.errorMessage();
        return new SendResult.Rejected(code,
                text == null || text.isBlank()
                        ? "Twilio reports the message as " + message.status() + "."
                        : credentials.redact(text),
                cause(code, RECIPIENT));
    }

    /** The cause that a code of Twilio stands for. */
    private static SendResult.Cause cause(String code, SendResult.Cause ofOtherCodes) {
        return switch (code) {
            case "21610" -> OPTED_OUT;
            // Number: invalid, unreachable, unverified, not mobile, a short code, the sender, a landline, premium
            case "21211", "21214", "21217", "21219", "21265", "21266", "21268", "21612", "21613", "21614", "21615",
                    "21635", "21664",
                    // Region without permission
                    "21408",
                    // Message: no text, too long, refused, media, content template
                    "21602", "21604", "21605", "21617", "21618", "21619", "21620", "21622", "21623", "21654", "21655",
                    "21656", "21657",
                    // Carrier: unreachable, blocked, unknown, landline, filtered, unknown error, too expensive
                    "30003", "30004", "30005", "30006", "30007", "30008", "30010", "30011",
                    // WhatsApp: no such user, policy, not in the sandbox, window, invalid recipient, not delivered by Meta
                    "63003", "63013", "63015", "63016", "63024", "63049" ->
                RECIPIENT;
            // Account: credentials, inactive, access, test credentials, not found, trial, suspended
            case "20003", "20005", "20006", "20008", "20403", "20404", "21608", "30002",
                    // Sender: invalid, missing, without SMS or media, ambiguous, of another account
                    "21212", "21601", "21603", "21606", "21616", "21621", "21659", "21660", "21661",
                    // Callback URL
                    "21609",
                    // Messaging service: unknown, without senders
                    "21701", "21702", "21703", "21704", "21705",
                    // Registration of senders, and limits of the account
                    "30032", "30034", "63001", "63007", "63020", "63038", "63051" ->
                PROVIDER;
            // Maintenance, congestion
            case "21730", "30017" -> TEMPORARY;
            default -> ofOtherCodes;
        };
    }
}
