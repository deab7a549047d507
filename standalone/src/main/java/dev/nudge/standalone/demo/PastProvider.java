package dev.nudge.standalone.demo;

import dev.nudge.automation.Channel;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.OutboundMessage;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.event.LeadEvent;
import dev.nudge.message.DeliveryReport;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the providers of the history, and reports what became of the messages. The answers depend on the lead and
 * on how many messages it has had, not on ids, which differ from start to start.
 */
final class PastProvider implements MessageProvider {

    private static final Duration THROTTLED_FOR = Duration.ofHours(3);

    private final String name;
    private final Plan plan;
    private final InstantSource clock;
    private final Consumer<DeliveryReport> reports;
    private final Map<String, Integer> sent = new HashMap<>();

    /** @param reports gets reports with the instants at which they arrive */
    PastProvider(String name, Plan plan, InstantSource clock, Consumer<DeliveryReport> reports) {
        this.name = name;
        this.plan = plan;
        this.clock = clock;
        this.reports = reports;
    }

    @Override
    public SendResult send(OutboundMessage message) {
        Instant now = clock.instant();
        int number = sent.merge(message.leadId() + message.channel(), 1, Integer::sum);
        int lead = Plan.numberOf(message.leadId());
        return switch (message.channel()) {
            case SMS, WHATSAPP -> twilio(message, lead, number, now);
            case EMAIL -> lead % 27 == 4
                    ? new SendResult.Rejected("550 5.1.1", "The mailbox does not exist.", Cause.RECIPIENT)
                    : new SendResult.Accepted(null, null);
            case WEBHOOK -> number == 1 && lead % 3 == 0
                    ? new SendResult.Rejected("503", "The webhook answered with HTTP status 503.", Cause.TEMPORARY)
                    : new SendResult.Accepted(null, null);
        };
    }

    private SendResult twilio(OutboundMessage message, int lead, int number, Instant now) {
        if (plan.isOutage(now)) {
            return new SendResult.Rejected("CONNECTION", "Twilio could not be reached.", Cause.TEMPORARY);
        }
        if (lead == plan.throttledLead()) {
            return new SendResult.Throttled("20429", "Too Many Requests", THROTTLED_FOR);
        }
        if (message.channel() == Channel.WHATSAPP && lead % 11 == 3) {
            return new SendResult.Rejected("63016",
                    "Failed to send freeform message because you are outside the allowed window.", Cause.RECIPIENT);
        }
        if (lead % 31 == 11) {
            return new SendResult.Rejected("21614", "'To' number is not a valid mobile number", Cause.RECIPIENT);
        }
        if (lead % 37 == 13) {
            return new SendResult.Rejected("21610", "Attempt to send to unsubscribed recipient", Cause.OPTED_OUT);
        }
        if (lead % 29 == 17 && number == 1) {
            SendResult result = new SendResult.Unknown("TIMEOUT", "Twilio did not answer in time.");
            resolve(message, lead, now);
            return result;
        }
        String sid = "SM" + LeadEvent.fingerprint(message.id());
        reportLater(message, sid, lead, number, now);
        return new SendResult.Accepted(sid, 1 + message.text().length() / 153);
    }

    private void reportLater(OutboundMessage message, String sid, int lead, int number, Instant now) {
        Instant at = now.plusSeconds(3 + (lead * 7L + number * 13L) % 50);
        if (lead % 23 == 3 && number == 1) {
            report(message, sid, MessageState.FAILED, "30003", "Unreachable destination handset", at);
        } else if (lead % 41 == 5) {
            report(message, sid, MessageState.FAILED, "30007", "Message filtered", at);
        } else if (lead % 43 == 6) {
            report(message, sid, MessageState.FAILED, "30006", "Landline or unreachable carrier", at);
        } else if (lead % 13 != 9) { // of some nothing is heard
            report(message, sid, MessageState.DELIVERED, null, null, at);
        }
    }

    private void report(OutboundMessage message, String sid, MessageState state, @Nullable String code,
            @Nullable String text, Instant at) {
        reports.accept(DeliveryReport.ofProvider(message.organizationId(), message.id(), message.leadId(), name, sid,
                state, code, text, at));
    }

    /** The admin finds out about every second one. */
    private void resolve(OutboundMessage message, int lead, Instant now) {
        if (lead % 2 == 0) {
            reports.accept(DeliveryReport.ofAdmin(message.organizationId(), message.id(), message.leadId(),
                    lead % 4 == 0 ? MessageState.SENT : MessageState.FAILED, now.plus(Duration.ofHours(5)),
                    Recipes.MARIA, "Looked it up in Twilio's log."));
        }
    }
}
