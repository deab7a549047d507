package dev.nudge.decision;

import com.samskivert.mustache.MustacheException;
import dev.nudge.automation.Automation;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Preference.UserSmsNotification;
import dev.nudge.automation.SendMessage;
import dev.nudge.decision.Decision.SkippedAction;
import dev.nudge.decision.Decision.SkippedAction.Why;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import dev.nudge.message.Message.RecipientKind;
import dev.nudge.message.MessageFailure;
import dev.nudge.message.MustacheText;
import dev.nudge.message.RenderedText;
import dev.nudge.message.Template;
import dev.nudge.message.Variables;
import dev.nudge.schedule.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages and skipped actions of one follow-up (F1, F2, F4 to F6). */
record Firing(List<Message> messages, List<SkippedAction> skipped) {

    /** @param variables the variables of the templates */
    static Firing of(Candidate candidate, int run, int followUp, Variables variables, @Nullable Window window,
            Instant now) {
        return new Drafting(candidate, run, followUp, variables, window, now).firing();
    }

    private record Drafting(Candidate candidate, int run, int followUp, Variables variables, @Nullable Window window,
            Instant now) {

        Firing firing() {
            List<Message> messages = new ArrayList<>();
            List<SkippedAction> skipped = new ArrayList<>();
            List<SendMessage> actions = candidate.automation().actions();
            for (int i = 0; i < actions.size(); i++) {
                SendMessage action = actions.get(i);
                Optional<String> address = address(action.channel());
                if (candidate.lead().optedOutOf(action.channel())) {
                    skipped.add(new SkippedAction(i, Why.OPTED_OUT));
                } else if (address.isEmpty()) {
                    skipped.add(new SkippedAction(i, Why.NO_ADDRESS));
                } else {
                    messages.add(toLead(i, action, address.get()));
                }
            }
            candidate.preference().map(preference -> preference.userSmsNotification())
                    .filter(UserSmsNotification::enabled)
                    .ifPresent(notification -> messages.addAll(toUser(notification)));
            return new Firing(List.copyOf(messages), List.copyOf(skipped));
        }

        private Optional<String> address(Channel channel) {
            Lead lead = candidate.lead();
            String address = switch (channel) {
                case SMS, WHATSAPP -> lead.text("phone");
                case EMAIL -> lead.text("email");
                case WEBHOOK -> candidate.catalog().organization(lead.key().organizationId()).webhookUrl();
            };
            return Optional.ofNullable(address).filter(text -> !text.isBlank());
        }

        private Message toLead(int index, SendMessage action, String to) {
            Optional<Template> template = candidate.catalog().template(candidate.automation().organizationId(),
                    action.template());
            RenderedText text = template.map(known -> known.body().render(action.channel(), variables)).orElse(null);
            RenderedText subject = template.filter(known -> action.channel() == Channel.EMAIL).map(Template::subject)
                    .map(known -> known.renderLine(variables)).orElse(null);
            return message(index, RecipientKind.LEAD, action.channel(), to, action.template(), subject, text);
        }

        private List<Message> toUser(UserSmsNotification notification) {
            RenderedText text = rendered(notification.message());
            return new LinkedHashSet<>(notification.phoneNumbers()).stream()
                    .map(number -> message(-1, RecipientKind.USER, Channel.SMS, number, null, null, text)).toList();
        }

        /**
         * Renders the text; a text that is not valid Mustache is used unchanged, because users also write braces as
         * plain text.
         */
        private RenderedText rendered(String text) {
            try {
                return MustacheText.compile(text).render(Channel.SMS, variables);
            } catch (MustacheException notMustache) {
                return new RenderedText.Text(text);
            }
        }

        private Message message(int action, RecipientKind kind, Channel channel, String to, @Nullable String template,
                @Nullable RenderedText subject, @Nullable RenderedText text) {
            MessageFailure failure = failure(text) != null ? failure(text) : failure(subject);
            Automation automation = candidate.automation();
            Lead lead = candidate.lead();
            return new Message(Message.id(lead.key(), automation.id(), run, followUp, action, to),
                    automation.organizationId(), automation.id(), automation.version(), lead.key().leadId(), run,
                    followUp, action, kind, channel, to, template, failure == null ? text(subject) : null,
                    failure == null ? text(text) : null, failure, lead.attributes(), now,
                    window == null ? null : window.closing());
        }

        private static @Nullable MessageFailure failure(@Nullable RenderedText rendered) {
            return rendered instanceof RenderedText.Failed(MessageFailure reason) ? reason : null;
        }

        private static @Nullable String text(@Nullable RenderedText rendered) {
            return rendered instanceof RenderedText.Text(String text) ? text : null;
        }
    }
}
