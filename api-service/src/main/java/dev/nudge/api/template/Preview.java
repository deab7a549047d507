package dev.nudge.api.template;

import dev.nudge.api.event.EventWarnings;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Warning;
import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import dev.nudge.message.MessageFailure;
import dev.nudge.message.MustacheText;
import dev.nudge.message.RenderedText;
import dev.nudge.message.Template;
import dev.nudge.message.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The input of a template preview.
 *
 * @param channel null: the template's own channel, otherwise SMS
 * @param lead the attributes of a lead, as after an event with these attributes (E2)
 * @param warnings what was ignored in the attributes
 */
record Preview(@Nullable Channel channel, Map<String, Object> lead, List<Warning> warnings) {

    private static final int MAX_UNKNOWN_VARIABLES = 100;

    /**
     * @param body {@code {"channel": "email", "lead": {"firstName": "Ana"}}}, both optional
     * @throws ProblemException with all violations
     */
    static Preview read(Map<String, @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(Set.of("channel", "lead"));
        Optional<Channel> channel = Channel.read(object, "channel");
        object.object("lead");
        List<Violation> violations = Violations.of(object.violations());
        Map<String, Object> lead = new LinkedHashMap<>();
        List<Warning> warnings = new ArrayList<>();
        switch (LeadEventReader.read(eventWith(body.get("lead")))) {
            case Reading.Understood<LeadEvent>(LeadEvent event) -> {
                event.lead().forEach((name, value) -> {
                    if (value != null) {
                        lead.put(name, value);
                    }
                });
                warnings.addAll(EventWarnings.of(event, UnaryOperator.identity()));
            }
            case Reading.Refused<LeadEvent>(var refused) -> violations.addAll(refused);
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return new Preview(channel.orElse(null), lead, warnings);
    }

    private static Map<String, @Nullable Object> eventWith(@Nullable Object lead) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>(Map.of("id", "preview", "type", "lead.updated",
                "organizationId", "preview", "leadId", "preview"));
        event.put("lead", lead);
        return event;
    }

    /**
     * Returns the text as it would be sent, with a subject for e-mail and the number of segments for SMS only (F5), or
     * the reason for a failure (F6).
     */
    Map<String, @Nullable Object> of(Template template) {
        Channel on = channel != null ? channel : Objects.requireNonNullElse(template.channel(), Channel.SMS);
        Variables variables = Variables.of(lead);
        MustacheText subject = on == Channel.EMAIL ? template.subject() : null;
        Set<String> unknown = new TreeSet<>(template.body().unknownVariables(variables));
        Map<String, RenderedText> texts = new LinkedHashMap<>();
        if (subject != null) {
            texts.put("subject", subject.renderLine(variables));
            unknown.addAll(subject.unknownVariables(variables));
        }
        texts.put("body", template.body().render(on, variables));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("channel", on.json());
        json.putAll(json(texts));
        if (on == Channel.SMS && json.get("body") instanceof String body) {
            SmsText sms = SmsText.of(body);
            json.put("encoding", sms.encoding());
            json.put("length", sms.length());
            json.put("segments", sms.segments());
        }
        json.put("unknownVariables", unknown.stream().limit(MAX_UNKNOWN_VARIABLES).map(JsonObject::shown).toList());
        Warning.addTo(json, warnings);
        return json;
    }

    /** Returns all texts, or the failure. */
    private static Map<String, Object> json(Map<String, RenderedText> texts) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Map.Entry<String, RenderedText> text : texts.entrySet()) {
            switch (text.getValue()) {
                case RenderedText.Text(String rendered) -> json.put(text.getKey(), rendered);
                case RenderedText.Failed(MessageFailure reason) -> {
                    return Map.of("failure", reason);
                }
            }
        }
        return json;
    }
}
