package dev.nudge.story;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the JSON of a lead event, as a producer would write it. */
public final class EventBuilder {

    private final Map<String, @Nullable Object> json = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> data = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> lead = new LinkedHashMap<>();

    EventBuilder(String type) {
        json.put("type", type);
        json.put("organizationId", Story.ORGANIZATION);
    }

    /** Sets the lead. */
    public EventBuilder of(String leadId) {
        return with("leadId", leadId);
    }

    /** A synonym of {@link #of} for messages that the lead wrote. */
    public EventBuilder from(String leadId) {
        return of(leadId);
    }

    /** A synonym of {@link #of} for messages that the lead received. */
    public EventBuilder to(String leadId) {
        return of(leadId);
    }

    public EventBuilder withId(String id) {
        return with("id", id);
    }

    public EventBuilder in(String organizationId) {
        return with("organizationId", organizationId);
    }

    public EventBuilder occurredAt(String instant) {
        return with("occurredAt", instant);
    }

    public EventBuilder occurredAt(Instant instant) {
        return with("occurredAt", instant.toString());
    }

    /** Sets the channel of a message. */
    public EventBuilder on(String channel) {
        return data("channel", channel);
    }

    public EventBuilder data(String name, @Nullable Object value) {
        data.put(name, value);
        return this;
    }

    /** Sets an attribute in the event; null removes the attribute from the lead. */
    public EventBuilder saying(String attribute, @Nullable Object value) {
        lead.put(attribute, value);
        return this;
    }

    /** Sets any field of the event to the given value. */
    public EventBuilder with(String field, @Nullable Object value) {
        json.put(field, value);
        return this;
    }

    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> event = new LinkedHashMap<>(json);
        if (!data.isEmpty()) {
            event.putIfAbsent("data", data);
        }
        if (!lead.isEmpty()) {
            event.putIfAbsent("lead", lead);
        }
        return event;
    }
}
