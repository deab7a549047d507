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
 * A message to one recipient on one channel, with everything that is needed to send it (F5). Its JSON is the record of
 * {@code message.commands}.
 *
 * @param action the entry's index in {@code actions.sendMessage}; -1 for a notification of a user (F2)
 * @param template null for a notification of a user
 * @param text null when the template is not known or could not be rendered
 * @param failure why the template could not be rendered, so that the message must not be sent (F6); otherwise null
 * @param contentSid the approved template of WhatsApp to send instead of the text; null without one
 * @param contentVariables the rendered variables of {@code contentSid}; null without one
 * @param variables the lead's attributes; the variables of the event are not included
 * @param notAfter until when the message may leave: the earlier of the closing of the window in which it fired and the
 *        next start of quiet hours; null without either (F5)
 * @param test true for a message by which an admin tests a template, and which belongs to no lead and no automation;
 *        null for all others
 */
public record Message(String id, String organizationId, String automationId, int automationVersion, String leadId,
        int run, int followUp, int action, RecipientKind recipientKind, Channel channel, String to,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String template,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String subject,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String text,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String contentSid,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> contentVariables,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MessageFailure failure, Map<String, Object> variables,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") Instant firedAt,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") @Nullable Instant notAfter,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean test) {

    /** The action of a notification of a user (F2). */
    public static final int TO_USER = -1;

    /** The kind of recipient. */
    public enum RecipientKind {
        @JsonProperty("lead")
        LEAD,
        @JsonProperty("user")
        USER
    }

    /** F3: deterministic, so that deciding the same firing twice gives the same ids. */
    public static String id(LeadKey lead, String automationId, int run, int followUp, int action, String recipient) {
        return "m-" + LeadEvent.fingerprint(lead.organizationId(), automationId, lead.leadId(), Integer.toString(run),
                Integer.toString(followUp), Integer.toString(action), recipient);
    }
}
