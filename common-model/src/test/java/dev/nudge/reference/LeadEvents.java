package dev.nudge.reference;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Validates events (E1, E2, E4, E6) without the state of the lead. */
final class LeadEvents {
    private static final List<String> WELL_KNOWN_TEXTS = List.of("ownerId", "status", "phone", "email", "timezone",
            "firstName", "lastName");

    private LeadEvents() {}

    static @Nullable String refusal(Map<String, Object> event) {
        for (String name : List.of("id", "type", "organizationId", "leadId")) {
            boolean opaque = name.equals("id") || name.equals("leadId");
            boolean digits = event.get(name) instanceof Integer || event.get(name) instanceof Long;
            String text = opaque && digits
                    ? String.valueOf(event.get(name))
                    : Values.text(event.get(name));
            // AMBIGUITY: a blank text counts as missing.
            if (text == null || text.isBlank() || text.codePoints().count() > 128) {
                return "Expected " + name + " to be text of 1 to 128 characters but it is not";
            }
        }
        for (String name : List.of("id", "leadId")) {
            String id = String.valueOf(event.get(name));
            if (id.equals(".") || id.equals("..") || id.contains("/../") || id.chars().anyMatch(c -> c < ' ')) {
                return "Expected " + name + " to have a path but found " + id;
            }
        }
        if (!String.valueOf(event.get("type")).matches("[A-Za-z][A-Za-z0-9_.:/-]{0,127}")) {
            return "Expected type to be a type name but found " + event.get("type");
        }
        if (!String.valueOf(event.get("organizationId")).matches("[A-Za-z0-9_-]{1,64}")) {
            return "Expected organizationId to be 1 to 64 letters, digits, _ or - but found "
                    + event.get("organizationId");
        }
        // AMBIGUITY: an `occurredAt` that is present but not an instant makes the event invalid.
        if (event.get("occurredAt") != null && Values.instant(event.get("occurredAt")) == null) {
            return "Expected occurredAt to be an instant but found " + event.get("occurredAt");
        }
        for (String name : List.of("data", "lead")) {
            if (event.get(name) != null && !(event.get(name) instanceof Map<?, ?>)) {
                return "Expected " + name + " to be an object but it is not";
            }
        }
        if (Values.size(event) > 256 * 1024) {
            return "Expected at most 256 KiB but found more";
        }
        Map<String, Object> data = Values.object(event.get("data"));
        if ("timer.due".equals(event.get("type"))) {
            boolean complete = data.get("automationId") instanceof String && Values.integer(data.get("run")) != null
                    && Values.integer(data.get("followUp")) != null
                    && Values.instant(data.get("dueAt")) != null;
            return complete
                    ? null
                    : "Expected a timer.due with automationId, run, followUp and dueAt but found " + data;
        }
        if ("status_change".equals(event.get("type"))) {
            // AMBIGUITY: a `to` or `from` that is not text is refused like a missing `to`, and so is a blank `to`.
            if (!(data.get("to") instanceof String to) || to.isBlank()) {
                return "Expected a status_change with data.to but it has none";
            }
            if (data.get("from") != null && !(data.get("from") instanceof String)) {
                return "Expected data.from to be text but it is not";
            }
        }
        if (String.valueOf(event.get("type")).startsWith("message.")) {
            // AMBIGUITY: E3 defines these as text, so that an event with another type is invalid.
            for (String name : List.of("channel", "body")) {
                if (data.get(name) != null && !(data.get(name) instanceof String)) {
                    return "Expected data." + name + " to be text but it is not";
                }
            }
        }
        return attributesRefusal(Values.object(event.get("lead")));
    }

    private static @Nullable String attributesRefusal(Map<String, Object> attributes) {
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            String name = attribute.getKey();
            Object value = attribute.getValue();
            // AMBIGUITY: an invalid name makes the whole event invalid, even if its value is null.
            if (name.startsWith("$") || name.contains(".")) {
                return "Expected attribute names without leading $ and without . but found " + name;
            }
            if (value != null && WELL_KNOWN_TEXTS.contains(name) && !(value instanceof String)) {
                return "Expected attribute " + name + " to be text but it is not";
            }
            // AMBIGUITY: tags are a list of texts; a list with any other element has the wrong type.
            if (value != null && name.equals("tags")
                    && !(value instanceof List<?> tags && tags.stream().allMatch(String.class::isInstance))) {
                return "Expected attribute tags to be a list of texts but it is not";
            }
        }
        return null;
    }
}
