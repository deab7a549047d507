package dev.nudge.message;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing to send to one recipient on one channel, with all that is needed to send it (F5). As JSON it is the record
 * of {@code message.commands}.
 *
 * @param action the entry's index in {@code actions.sendMessage}; -1 for a text to a user (F2)
 * @param template null for a text to a user
 * @param text null when the template isn't known, or nothing could be rendered
 * @param failure why nothing could be rendered, and the message must not be sent (F6); null when that is not so
 * @param variables the lead's attributes; what a template sees of the event is not among them
 * @param notAfter the closing of the window it fired in; null without a schedule
 */
public record Message(String id, String organizationId, String automationId, int automationVersion, String leadId,
        int run, int followUp, int action, RecipientKind recipientKind, Channel channel, String to,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String template,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String subject,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String text,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MessageFailure failure, Map<String, Object> variables,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") Instant firedAt,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") @Nullable Instant notAfter) {

    /** To whom a message goes. */
    public enum RecipientKind {
        @JsonProperty("lead")
        LEAD,
        @JsonProperty("user")
        USER
    }

    /** F3: the same firing, decided twice, has the same ids. */
    public static String id(LeadKey lead, String automationId, int run, int followUp, int action, String recipient) {
        return "m-" + LeadEvent.fingerprint(lead.organizationId(), automationId, lead.leadId(), Integer.toString(run),
                Integer.toString(followUp), Integer.toString(action), recipient);
    }
}
