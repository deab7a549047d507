package dev.nudge.api.template;

import dev.nudge.api.lead.Leads;
import dev.nudge.api.web.Warning;
import dev.nudge.automation.Channel;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonObject;
import dev.nudge.message.ContentTemplate;
import dev.nudge.message.MessageFailure;
import dev.nudge.message.MustacheText;
import dev.nudge.message.RenderedContent;
import dev.nudge.message.RenderedText;
import dev.nudge.message.Template;
import dev.nudge.message.Variables;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Warns about a saved template, by rendering it for the newest leads of the organization (F6). */
final class TemplateWarnings {

    private static final int LEADS = 100;
    private static final int MAX_SEGMENTS = 10;

    private final Leads leads;

    TemplateWarnings(Leads leads) {
        this.leads = leads;
    }

    List<Warning> of(String organizationId, Template template) {
        List<Map<String, Object>> known = leads.newestAttributes(organizationId, LEADS);
        List<Warning> warnings = new ArrayList<>();
        if (!known.isEmpty()) {
            if (template.subject() != null) {
                unknownNames("/subject", template.subject(), known).forEach(warnings::add);
            }
            unknownNames("/body", template.body(), known).forEach(warnings::add);
            if (template.content() != null) {
                template.content().variables().forEach((name, text) -> unknownNames("/contentVariables/" + name, text,
                        known).forEach(warnings::add));
            }
        }
        texts(template, known).forEach(warnings::add);
        if (template.content() != null && isTooLarge(template.content(), known)) {
            warnings.add(new Warning("/contentVariables", MessageFailure.TEMPLATE_TOO_LARGE.name(),
                    "For at least one known lead the variables exceed the limits of rendering. Such a message fails."));
        }
        return warnings;
    }

    /** Names that none of the leads has a value for; what an event has is not known before it arrives. */
    private static Stream<Warning> unknownNames(String pointer, MustacheText text, List<Map<String, Object>> leads) {
        Set<String> unknown = new LinkedHashSet<>(text.names());
        unknown.removeIf(name -> name.equals("event") || name.startsWith("event.") || name.equals("lead")
                || isWellKnown(name));
        for (Map<String, Object> lead : leads) {
            if (unknown.isEmpty()) {
                break;
            }
            unknown.retainAll(text.unknownVariables(Variables.of(lead)));
        }
        return unknown.stream().map(name -> new Warning(pointer, "UNKNOWN_NAME", "No known lead has had a value for \""
                + JsonObject.shown(name) + "\". It renders as nothing for leads without it."));
    }

    private static boolean isWellKnown(String name) {
        return LeadEvent.isWellKnown(name.startsWith("lead.") ? name.substring("lead.".length()) : name);
    }

    /** What the text becomes for the leads, and for one of which nothing is known. */
    private static Stream<Warning> texts(Template template, List<Map<String, Object>> leads) {
        Channel channel = Objects.requireNonNullElse(template.channel(), Channel.SMS);
        List<RenderedText> texts = Stream.concat(Stream.of(Map.<String, Object>of()), leads.stream())
                .map(lead -> template.body().render(channel, Variables.of(lead))).toList();
        Optional<Warning> tooLarge = texts.stream()
                .filter(text -> text instanceof RenderedText.Failed(MessageFailure reason)
                        && reason == MessageFailure.TEMPLATE_TOO_LARGE)
                .findFirst().map(_ -> new Warning("/body", MessageFailure.TEMPLATE_TOO_LARGE.name(),
                        "For at least one known lead the text exceeds the limits of rendering. Such a message fails."));
        Optional<Warning> tooManySegments = template.channel() == Channel.SMS
                ? texts.stream().map(TemplateWarnings::segments).flatMap(Optional::stream)
                        .filter(segments -> segments > MAX_SEGMENTS).max(Integer::compare)
                        .map(segments -> new Warning("/body", "SMS_SEGMENTS", "The text may need " + segments
                                + " SMS segments. Expected at most " + MAX_SEGMENTS + "."))
                : Optional.empty();
        return Stream.of(tooLarge, tooManySegments).flatMap(Optional::stream);
    }

    private static boolean isTooLarge(ContentTemplate content, List<Map<String, Object>> leads) {
        RenderedContent tooLarge = new RenderedContent.Failed(MessageFailure.TEMPLATE_TOO_LARGE);
        return leads.stream().anyMatch(lead -> content.render(Variables.of(lead)).equals(tooLarge));
    }

    private static Optional<Integer> segments(RenderedText text) {
        return text instanceof RenderedText.Text(String rendered)
                ? Optional.of(SmsText.of(rendered).segments())
                : Optional.empty();
    }
}
