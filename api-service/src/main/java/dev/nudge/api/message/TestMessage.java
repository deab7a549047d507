package dev.nudge.api.message;

import dev.nudge.Limits;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.template.SampleLead;
import dev.nudge.api.template.Templates;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Organization;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.message.MessageContent;
import dev.nudge.message.MessageFailure;
import dev.nudge.message.Template;
import dev.nudge.message.Variables;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message that an admin sends to test a template.
 *
 * @param to as normalised (F1)
 * @param variables the attributes of the lead that the template is rendered for
 */
record TestMessage(String template, Channel channel, String to, Map<String, Object> variables,
        MessageContent content) {

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_ADDRESS_LENGTH = 2_000;

    /**
     * @param body {@code {"template": "hello", "channel": "sms", "to": "+14155550100", "variables": {...}, "event":
     *        {...}}}
     * @throws ProblemException with all violations
     */
    static TestMessage read(Map<String, @Nullable Object> body, Organization organization, Templates templates) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("template", "channel", "to", "variables", "event"));
        Optional<Template> template = template(object, organization.id(), templates);
        object.requiredText("channel", 20);
        Optional<Channel> channel = object.has("channel") ? Channel.read(object, "channel") : Optional.empty();
        String to = channel.map(known -> to(object, known, organization)).orElse("");
        SampleLead lead = SampleLead.read(object, "variables");
        if (Json.size(lead.attributes()) > Limits.MAX_ATTRIBUTES_BYTES) {
            object.violation("variables", Violation.SIZE, "Expected at most " + Limits.MAX_ATTRIBUTES_BYTES
                    + " bytes in \"variables\" but found more.");
        }
        Variables variables = variables(lead, object.object("event"));
        if (!object.violations().isEmpty() || template.isEmpty() || channel.isEmpty()) {
            throw ProblemException.invalid(object.violations());
        }
        MessageContent content = MessageContent.of(template.get(), channel.get(), variables);
        require(content.failure());
        return new TestMessage(template.get().name(), channel.get(), to, lead.attributes(), content);
    }

    private static Optional<Template> template(JsonObject object, String organizationId, Templates templates) {
        String name = object.requiredText("template", MAX_NAME_LENGTH);
        Optional<Template> template = templates.template(organizationId, name);
        if (!name.isBlank() && template.isEmpty()) {
            object.violation("template", Violation.UNKNOWN_VALUE,
                    "There is no template \"" + JsonObject.shown(name) + "\".");
        }
        return template;
    }

    private static String to(JsonObject object, Channel channel, Organization organization) {
        AddressKind kind = channel.addressKind();
        if (kind == null) {
            return webhook(object, organization);
        }
        String to = object.requiredText("to", MAX_ADDRESS_LENGTH);
        Optional<Address> address = Address.of(kind, to, organization.defaultRegion());
        if (!to.isBlank() && address.isEmpty()) {
            object.violation("to", Violation.FORMAT, "Expected a valid " + kind.json() + " in \"to\" but found "
                    + JsonObject.typeOf(to) + ".");
        }
        return address.map(Address::to).orElse("");
    }

    /** The organization's URL and no other, as for all messages on this channel. */
    private static String webhook(JsonObject object, Organization organization) {
        String url = organization.webhookUrl();
        String to = object.text("to", MAX_ADDRESS_LENGTH);
        if (url == null) {
            object.violation("channel", Violation.CONFLICT,
                    "Expected a channel that the organization can use, but it has no \"webhookUrl\".");
        } else if (to != null && !to.equals(url)) {
            object.violation("to", Violation.CONFLICT,
                    "Expected no \"to\", or the organization's \"webhookUrl\", for the webhook.");
        }
        return url == null ? "" : url;
    }

    private static Variables variables(SampleLead lead, @Nullable JsonObject event) {
        if (event == null) {
            return Variables.of(lead.attributes());
        }
        event.allowOnly(Set.of("type", "data"));
        event.object("data");
        return new Variables(lead.attributes(), event.text("type", Limits.MAX_TYPE_LENGTH),
                event.get("data") instanceof Map<?, ?> data ? Json.object(data) : Map.of());
    }

    private static void require(@Nullable MessageFailure failure) {
        switch (failure) {
            case TEMPLATE_TOO_LARGE -> throw ProblemException.invalid("/variables", Violation.SIZE,
                    "With these variables the text exceeds the limits of rendering.");
            case TEMPLATE_INVALID -> throw ProblemException.invalid("/template", Violation.FORMAT,
                    "The template was saved before the present rules and cannot be rendered. Save it again.");
            case null -> {
                // rendered
            }
        }
    }
}
