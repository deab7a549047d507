package dev.nudge.decision;

import com.samskivert.mustache.MustacheException;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Automation;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Preference.UserSmsNotification;
import dev.nudge.automation.SendMessage;
import dev.nudge.decision.Decision.SkippedAction;
import dev.nudge.decision.Decision.SkippedAction.Why;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import dev.nudge.message.Message.RecipientKind;
import dev.nudge.message.MessageContent;
import dev.nudge.message.MustacheText;
import dev.nudge.message.RenderedText;
import dev.nudge.message.Variables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages and skipped actions of one follow-up (F1, F2, F4 to F6). */
record Firing(List<Message> messages, List<SkippedAction> skipped) {

    /**
     * Makes the messages of a plan.
     *
     * @param variables the variables of the templates
     * @param notAfter until when the messages may leave; null without a limit (F5)
     */
    static Firing of(FiringPlan plan, Candidate candidate, int run, int followUp, Variables variables,
            @Nullable Instant notAfter) {
        return new Drafting(candidate, run, followUp, variables, notAfter).firing(plan);
    }

    /** A user's text as a template; empty when it is none, because users also write braces as plain text. */
    static Optional<MustacheText> compiled(String text) {
        try {
            return Optional.of(MustacheText.compile(text));
        } catch (MustacheException notMustache) {
            return Optional.empty();
        }
    }

    private record Drafting(Candidate candidate, int run, int followUp, Variables variables,
            @Nullable Instant notAfter) {

        Firing firing(FiringPlan plan) {
            List<Message> messages = new ArrayList<>();
            List<SkippedAction> skipped = new ArrayList<>(plan.skipped());
            plan.messages().forEach(planned -> messages.add(toLead(planned)));
            candidate.preference().map(preference -> preference.userSmsNotification())
                    .filter(UserSmsNotification::enabled)
                    .ifPresent(notification -> addToUser(notification, messages, skipped));
            return new Firing(List.copyOf(messages), List.copyOf(skipped));
        }

        private Message toLead(FiringPlan.Planned planned) {
            SendMessage action = planned.action();
            MessageContent content = candidate.catalog()
                    .template(candidate.automation().organizationId(), action.template())
                    .map(template -> MessageContent.of(template, action.channel(), variables))
                    .orElse(MessageContent.UNKNOWN);
            return message(planned.index(), RecipientKind.LEAD, action.channel(), planned.to(), planned.key(),
                    action.template(), content);
        }

        /** F2. */
        private void addToUser(UserSmsNotification notification, List<Message> messages, List<SkippedAction> skipped) {
            RenderedText text = compiled(notification.message()).map(known -> known.render(Channel.SMS, variables))
                    .orElseGet(() -> new RenderedText.Text(notification.message()));
            MessageContent content = MessageContent.of(text);
            Set<String> numbers = new LinkedHashSet<>();
            for (String number : notification.phoneNumbers()) {
                Address.of(AddressKind.PHONE, number, candidate.organization().defaultRegion()).ifPresentOrElse(
                        address -> numbers.add(address.to()),
                        () -> skipped.add(new SkippedAction(Message.TO_USER, Why.BAD_ADDRESS)));
            }
            numbers.forEach(number -> messages.add(message(Message.TO_USER, RecipientKind.USER, Channel.SMS, number,
                    number, null, content)));
        }

        private Message message(int action, RecipientKind kind, Channel channel, String to, String key,
                @Nullable String template, MessageContent content) {
            Automation automation = candidate.automation();
            Lead lead = candidate.lead();
            return new Message(Message.id(lead.key(), automation.id(), run, followUp, action, key),
                    automation.organizationId(), automation.id(), automation.version(), lead.key().leadId(), run,
                    followUp, action, kind, channel, to, template, content.subject(), content.text(),
                    content.contentSid(), content.contentVariables(), content.failure(), lead.attributes(),
                    lead.lastNow(), notAfter, null);
        }
    }
}
