package dev.nudge.api.template;

import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Warning;
import dev.nudge.automation.Channel;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.message.MessageContent;
import dev.nudge.message.Template;
import dev.nudge.message.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The input of a template preview.
 *
 * @param channel null: the template's own channel, otherwise SMS
 * @param lead the attributes of a lead, as after an event with these attributes (E2)
 * @param warnings what was ignored in the attributes
 * @param unsaved the fields of a template to render instead of the saved one; empty without
 */
record Preview(@Nullable Channel channel, Map<String, Object> lead, List<Warning> warnings,
        Map<String, @Nullable Object> unsaved) {

    private static final String TEMPLATE = "template";
    private static final int MAX_UNKNOWN_VARIABLES = 100;

    /**
     * @param body {@code {"channel": "email", "lead": {"firstName": "Ana"}, "template": {"body": "Hi {{firstName}}"}}},
     *        all optional
     * @throws ProblemException with all violations
     */
    static Preview read(Map<String, @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("channel", "lead", TEMPLATE));
        Optional<Channel> channel = Channel.read(object, "channel");
        SampleLead lead = SampleLead.read(object, "lead");
        Map<String, @Nullable Object> unsaved = unsaved(object);
        ProblemException.throwIfInvalid(object);
        return new Preview(channel.orElse(null), lead.attributes(), lead.warnings(),
                unsaved);
    }

    @SuppressWarnings("unchecked") // keys of what was parsed from JSON are text
    private static Map<String, @Nullable Object> unsaved(JsonObject preview) {
        if (!(preview.get(TEMPLATE) instanceof Map<?, ?> template)) {
            if (preview.has(TEMPLATE)) {
                preview.violation(TEMPLATE, Violation.TYPE, "Expected a template, an object, in \"template\".");
            }
            return Map.of();
        }
        Map<String, @Nullable Object> unsaved = TemplateController
                .withoutWarnings((Map<String, @Nullable Object>) template);
        Template.check(unsaved).forEach(violation -> preview.violationAt("/" + TEMPLATE + violation.pointer(),
                violation.code(), violation.message()));
        return unsaved;
    }

    /**
     * Returns the text as it would be sent, with a subject for e-mail, the number of segments for SMS and the approved
     * template for WhatsApp only (F5), or the reason for a failure (F6).
     */
    Map<String, @Nullable Object> of(Template template) {
        Channel on = channel != null ? channel : Objects.requireNonNullElse(template.channel(), Channel.SMS);
        Variables variables = Variables.of(lead);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("channel", on.json());
        MessageContent content = MessageContent.of(template, on, variables);
        putIfPresent(json, "failure", content.failure());
        putIfPresent(json, "subject", content.subject());
        putIfPresent(json, "body", content.text());
        putIfPresent(json, "contentSid", content.contentSid());
        putIfPresent(json, "contentVariables", content.contentVariables());
        if (on == Channel.SMS && json.get("body") instanceof String body) {
            SmsText sms = SmsText.of(body);
            json.put("encoding", sms.encoding());
            json.put("length", sms.length());
            json.put("segments", sms.segments());
        }
        json.put("unknownVariables", unknownVariables(template, on, variables).stream().limit(MAX_UNKNOWN_VARIABLES)
                .map(JsonObject::shown).toList());
        Warning.addTo(json, warnings);
        return json;
    }

    private static Set<String> unknownVariables(Template template, Channel on, Variables variables) {
        Set<String> unknown = new TreeSet<>(template.body().unknownVariables(variables));
        if (on == Channel.EMAIL && template.subject() != null) {
            unknown.addAll(template.subject().unknownVariables(variables));
        }
        if (on == Channel.WHATSAPP && template.content() != null) {
            unknown.addAll(template.content().unknownVariables(variables));
        }
        return unknown;
    }

    private static void putIfPresent(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
