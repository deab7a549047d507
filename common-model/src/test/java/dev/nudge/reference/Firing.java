package dev.nudge.reference;

import dev.nudge.reference.Decisions.Draft;
import dev.nudge.reference.Lead.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of one follow-up (F1 to F5). */
final class Firing {
    /** The messages that would go, and the actions that would not. */
    record Plan(List<Map<String, Object>> messages, List<Map<String, Object>> skippedActions) {
        /** F1: a firing without any message to the lead is none. */
        boolean reachesLead() {
            return messages.stream().anyMatch(message -> "lead".equals(message.get("recipientKind")));
        }

        /** F1, S12: why nothing goes: the first missing or bad address, else the opt-out. */
        String reason() {
            return skippedActions.stream().map(action -> String.valueOf(action.get("reason")))
                    .filter(reason -> !reason.equals("OPTED_OUT")).findFirst().orElse("OPTED_OUT");
        }
    }

    /** What a firing is about. */
    record Subject(Lead lead, Map<String, Object> automation, int run, int followUp, Cause cause,
            @Nullable String userAsked, Instant now) {
        String automationId() {
            return Values.string(automation, "_id");
        }
    }

    private final Settings settings;
    private final List<Map<String, Object>> messages;

    Firing(Settings settings, List<Map<String, Object>> messages) {
        this.settings = settings;
        this.messages = messages;
    }

    /** F1, F2, F4: one message per action whose channel is not opted out and has an address; then the user's. */
    Plan plan(Subject subject, @Nullable Instant notAfter) {
        List<Map<String, Object>> planned = new ArrayList<>();
        List<Map<String, Object>> skipped = new ArrayList<>();
        List<Map<String, Object>> actions = Settings.actions(subject.automation(), subject.followUp());
        for (int index = 0; index < actions.size(); index++) {
            String channel = Values.string(actions.get(index), "channel");
            Object given = given(subject.lead(), channel);
            String address = normalised(subject.lead(), channel, given);
            String reason = OptOuts.optedOut(subject.lead(), channel)
                    ? "OPTED_OUT"
                    : Values.missing(given) ? "NO_ADDRESS" : address == null ? "BAD_ADDRESS" : null;
            if (reason != null || address == null) {
                skipped.add(skipped(index, String.valueOf(reason)));
            } else {
                planned.add(toLead(subject, index, actions.get(index), channel, address, notAfter));
            }
        }
        if (!planned.isEmpty()) { // F1: otherwise there is no firing
            notices(subject, notAfter, planned, skipped);
        }
        return new Plan(planned, skipped);
    }

    private @Nullable Object given(Lead lead, String channel) {
        return switch (channel) {
            case "sms", "whatsapp" -> lead.attributes.get("phone");
            case "email" -> lead.attributes.get("email");
            default -> settings.organization(lead.organizationId).get("webhookUrl");
        };
    }

    private @Nullable String normalised(Lead lead, String channel, @Nullable Object given) {
        return switch (channel) {
            case "sms", "whatsapp" -> Addresses.phone(given, settings.defaultRegion(lead.organizationId));
            case "email" -> Addresses.email(given);
            default -> Values.present(given);
        };
    }

    private static Map<String, Object> skipped(int action, String reason) {
        Map<String, Object> skipped = new LinkedHashMap<>();
        skipped.put("action", action);
        skipped.put("reason", reason);
        return skipped;
    }

    private Map<String, Object> toLead(Subject subject, int action, Map<String, Object> definition, String channel,
            String address, @Nullable Instant notAfter) {
        Map<String, Object> message = message(subject, action, address, notAfter);
        message.put("recipientKind", "lead");
        message.put("channel", channel);
        message.put("to", address);
        message.put("template", Values.string(definition, "template"));
        // F5: a template is found by its name; a subject is for e-mail only.
        Map<String, Object> template = settings.template(subject.lead().organizationId,
                Values.string(definition, "template"));
        Map<String, Object> variables = Values.object(message.get("variables"));
        if (template != null) {
            put(message, "text", Templates.body(Values.string(template, "body"), channel, variables));
            if (channel.equals("email") && template.get("subject") instanceof String line) {
                put(message, "subject", Templates.subject(line, variables));
            }
        }
        return message;
    }

    /** F6: a text that is too large makes the message fail. */
    private static void put(Map<String, Object> message, String name, @Nullable String text) {
        if (text == null) {
            message.put("failed", "TEMPLATE_TOO_LARGE");
        } else {
            message.put(name, text);
        }
    }

    /** F2: a number that is listed twice gets one message, because both would have the same id (F3). */
    private void notices(Subject subject, @Nullable Instant notAfter, List<Map<String, Object>> planned,
            List<Map<String, Object>> skipped) {
        Map<String, Object> notification = settings.notification(subject.lead().organizationId, subject.userAsked(),
                subject.automationId());
        if (!Boolean.TRUE.equals(notification.get("enabled"))) {
            return;
        }
        Set<String> numbers = new LinkedHashSet<>();
        for (Object given : Values.list(notification.get("phoneNumbers"))) {
            String number = Addresses.phone(given, settings.defaultRegion(subject.lead().organizationId));
            if (number == null) {
                skipped.add(skipped(-1, "BAD_ADDRESS"));
            } else {
                numbers.add(number);
            }
        }
        for (String number : numbers) {
            Map<String, Object> message = message(subject, -1, number, notAfter);
            message.put("recipientKind", "user");
            message.put("channel", "sms");
            message.put("to", number);
            message.put("template", null);
            put(message, "text", Templates.notice(String.valueOf(notification.getOrDefault("message", "")),
                    Values.object(message.get("variables"))));
            planned.add(message);
        }
    }

    private static Map<String, Object> message(Subject subject, int action, String address,
            @Nullable Instant notAfter) {
        Map<String, Object> message = new LinkedHashMap<>();
        Lead lead = subject.lead();
        // F3.
        message.put("id", "m-" + Digests.of(List.of(lead.organizationId, subject.automationId(), lead.leadId,
                subject.run(), subject.followUp(), action, Addresses.compared(address))));
        message.put("organizationId", lead.organizationId);
        message.put("automationId", subject.automationId());
        message.put("automationVersion", Settings.version(subject.automation()));
        message.put("leadId", lead.leadId);
        message.put("run", subject.run());
        message.put("followUp", subject.followUp());
        message.put("action", action);
        message.put("variables", Templates.variables(lead, subject.cause().type(), subject.cause().data()));
        message.put("firedAt", Instants.write(subject.now()));
        message.put("notAfter", Instants.write(notAfter));
        return message;
    }

    /** W5, S6, S13, X2: makes the messages and counts the firing. */
    void fire(Subject subject, Plan plan, Draft decision) {
        messages.addAll(plan.messages());
        Caps.count(settings, subject.lead(), plan.messages(), subject.now());
        Lead.Progress progress = subject.lead().progress(subject.automationId());
        progress.followUps++;
        progress.firings.add(subject.now());
        decision.put("skippedActions", plan.skippedActions()).put("messageIds",
                plan.messages().stream().map(message -> message.get("id")).toList());
    }
}
