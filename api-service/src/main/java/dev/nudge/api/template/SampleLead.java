package dev.nudge.api.template;

import dev.nudge.api.event.EventWarnings;
import dev.nudge.api.web.Warning;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A lead in a request for which a template is rendered.
 *
 * @param attributes as after an event with these attributes (E2)
 * @param warnings what was ignored in the attributes
 */
public record SampleLead(Map<String, Object> attributes, List<Warning> warnings) {

    private static final String IN_EVENT = "/lead";

    /** Reads an optional field with the attributes; violations are added to the object's. */
    public static SampleLead read(JsonObject object, String field) {
        object.object(field);
        UnaryOperator<String> inRequest = pointer -> pointer.startsWith(IN_EVENT)
                ? "/" + field + pointer.substring(IN_EVENT.length())
                : pointer;
        return switch (LeadEventReader.read(eventWith(object.get(field)))) {
            case Reading.Understood<LeadEvent>(LeadEvent event) ->
                new SampleLead(present(event.lead()), EventWarnings.of(event, inRequest));
            case Reading.Refused<LeadEvent>(var refused) -> {
                object.violationsAt(inRequest, refused);
                yield new SampleLead(Map.of(), List.of());
            }
        };
    }

    private static Map<String, @Nullable Object> eventWith(@Nullable Object lead) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>(Map.of("id", "preview", "type", "lead.updated",
                "organizationId", "preview", "leadId", "preview"));
        event.put("lead", lead);
        return event;
    }

    private static Map<String, Object> present(Map<String, ? extends @Nullable Object> attributes) {
        Map<String, Object> present = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        return present;
    }
}
