package dev.nudge.story;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds a step of an automation (S12). Without actions of its own it sends those of the automation. */
public final class StepBuilder {

    private final long delay;
    private final String unit;
    private final List<Map<String, ?>> actions = new ArrayList<>();
    private final List<Map<String, ?>> conditions = new ArrayList<>();

    StepBuilder(long delay, String unit) {
        this.delay = delay;
        this.unit = unit;
    }

    public StepBuilder sends(String template, String channel) {
        actions.add(Map.of("template", template, "channel", channel));
        return this;
    }

    public StepBuilder sends(String template) {
        return sends(template, "sms");
    }

    public StepBuilder when(String field, String operator, Object value) {
        conditions.add(Map.of("field", field, "op", operator, "value", value));
        return this;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("delay", delay);
        json.put("unit", unit);
        if (!actions.isEmpty()) {
            json.put("actions", Map.of("sendMessage", List.copyOf(actions)));
        }
        if (!conditions.isEmpty()) {
            json.put("conditions", List.copyOf(conditions));
        }
        return json;
    }
}
