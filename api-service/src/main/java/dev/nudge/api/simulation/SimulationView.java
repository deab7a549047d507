package dev.nudge.api.simulation;

import dev.nudge.api.event.EventWarnings;
import dev.nudge.api.simulation.Simulation.Result;
import dev.nudge.api.simulation.Simulation.Step;
import dev.nudge.api.web.Warning;
import dev.nudge.automation.Preference;
import dev.nudge.decision.Decision;
import dev.nudge.json.Json;
import dev.nudge.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The response of a simulation: decisions as in the history, messages without the lead's attributes. */
record SimulationView(Scenario scenario, boolean leadIsThere, SingleAutomationCatalog rules) {

    Map<String, @Nullable Object> toJson(Result played) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at", Json.text(played.at()));
        json.put("leadFrom", leadFrom());
        if (played.answer() == null) {
            json.put("note", note(played.repeated()));
        } else {
            json.put("decision", played.answer());
            putPreference(json, played.answer());
        }
        if (!played.ended().isEmpty()) {
            json.put("ended", played.ended());
        }
        json.put("messages", messages(played.messages()));
        json.put("followUps", played.followUps().stream().map(this::followUp).toList());
        json.put("moreFollowUps", played.more());
        Warning.addTo(json, warnings());
        return json;
    }

    /** What was ignored in the request. */
    private List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>(EventWarnings.of(scenario.event(), at -> "/event" + at));
        if (scenario.lead() != null) {
            warnings.addAll(EventWarnings.of(scenario.lead(), UnaryOperator.identity()));
        }
        return warnings;
    }

    private String leadFrom() {
        if (scenario.lead() != null) {
            return "body";
        }
        return leadIsThere ? "known" : "nothing";
    }

    private String note(boolean repeated) {
        return repeated
                ? "The lead has already received an event with the id \"" + scenario.event().id()
                        + "\". A repeated event changes nothing."
                : "The automation listens to " + String.join(" and ", new TreeSet<>(rules.automation().eventTypes()))
                        + ", not to " + scenario.event().type() + ".";
    }

    private Map<String, @Nullable Object> followUp(Step step) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at", Json.text(step.decision().at()));
        json.put("decision", step.decision());
        putPreference(json, step.decision());
        json.put("messages", messages(step.messages()));
        return json;
    }

    /** Adds the preference that the decision depends on, if any. */
    private void putPreference(Map<String, @Nullable Object> json, Decision decision) {
        String userAsked = decision.userAsked();
        if (userAsked != null) {
            Optional<Preference> preference = rules.preferenceOf(userAsked);
            json.put("preference", Map.of("userId", userAsked, "found", preference.isPresent(), "enabled",
                    preference.map(Preference::enabled).orElse(false)));
        }
    }

    private static List<Map<String, @Nullable Object>> messages(List<Message> messages) {
        return messages.stream().map(SimulationView::message).toList();
    }

    private static Map<String, @Nullable Object> message(Message message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", message.id());
        json.put("run", message.run());
        json.put("followUp", message.followUp());
        json.put("action", message.action());
        json.put("recipientKind", message.recipientKind());
        json.put("channel", message.channel().json());
        json.put("to", message.to());
        json.put("template", message.template());
        json.put("subject", message.subject());
        json.put("text", message.text());
        if (message.contentSid() != null) {
            json.put("contentSid", message.contentSid());
            json.put("contentVariables", message.contentVariables());
        }
        if (message.failure() != null) {
            json.put("failure", message.failure());
        }
        json.put("firedAt", Json.text(message.firedAt()));
        json.put("notAfter", message.notAfter() == null ? null : Json.text(message.notAfter()));
        return json;
    }
}
