package dev.nudge.api.catalog;

import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.condition.Operator;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Reason;
import dev.nudge.event.LeadEvent;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.lead.LeadField;
import dev.nudge.message.MessageState;
import dev.nudge.schedule.Delay;
import dev.nudge.schedule.Schedule;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Describes the types of the code, so that a new operator or reason appears in the catalog by itself. */
final class Catalog {

    private final CatalogTexts texts;
    private final DeliverySettings delivery;

    Catalog(CatalogTexts texts, DeliverySettings delivery) {
        this.texts = texts;
        this.delivery = delivery;
    }

    /** The same for each caller, as long as the process runs. */
    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("eventTypes", labelled("eventTypes", "type", eventTypes()));
        json.put("fields", Arrays.stream(LeadField.values()).map(this::field).toList());
        json.put("operators", Arrays.stream(Operator.values()).map(this::operator).toList());
        json.put("units", labelled("units", "unit",
                Arrays.stream(Delay.Unit.values()).map(unit -> unit.name().toLowerCase(Locale.ROOT))));
        json.put("channels", Arrays.stream(Channel.values()).map(this::channel).toList());
        json.put("outcomes", labelled("outcomes", "outcome", names(Outcome.values())));
        json.put("reasons", reasons());
        json.put("messageStates", labelled("messageStates", "state", names(MessageState.values())));
        json.put("days", labelled("days", "day", Arrays.stream(DayOfWeek.values()).map(Schedule::nameOf)));
        return json;
    }

    /** The types that can start an automation: not those that the engine sends, or that remove the lead (E10). */
    private static Stream<String> eventTypes() {
        return LeadEvent.KNOWN_TYPES.stream().filter(type -> !type.equals(LeadEvent.TIMER_DUE))
                .filter(type -> !LeadEvent.isRemoval(type));
    }

    private static Stream<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name);
    }

    private List<Map<String, @Nullable Object>> labelled(String section, String name, Stream<String> elements) {
        return elements.map(element -> labelled(section, name, element)).toList();
    }

    private Map<String, @Nullable Object> labelled(String section, String name, String element) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(name, element);
        json.put("label", texts.get(section, element));
        return json;
    }

    private Map<String, @Nullable Object> field(LeadField field) {
        Map<String, @Nullable Object> json = labelled("fields", "path", field.path());
        json.put("type", field.type().json());
        json.put("isList", field.type().isList());
        json.put("operators", field.operators().stream().map(Operator::json).toList());
        json.put("of", switch (field.source()) {
            case ATTRIBUTE, LEAD -> "lead";
            case CONVERSATION -> "conversation";
            case EVENT -> "event";
        });
        return json;
    }

    private Map<String, @Nullable Object> operator(Operator operator) {
        String operand = operator.takes().json();
        Map<String, @Nullable Object> json = labelled("operators", "operator", operator.json());
        json.put("operand", operand);
        json.put("expects", texts.get("operands", operand));
        return json;
    }

    private Map<String, @Nullable Object> channel(Channel channel) {
        AddressKind kind = channel.addressKind();
        Map<String, @Nullable Object> json = labelled("channels", "channel", channel.json());
        json.put("addressKind", kind == null ? null : kind.json());
        json.put("providers", delivery.providers().values().stream().filter(provider -> provider.serves(channel))
                .map(ProviderSettings::name).sorted().toList());
        return json;
    }

    /** The pairs of outcome and reason that there are (R3). */
    private List<Map<String, String>> reasons() {
        List<Map<String, String>> reasons = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            for (Reason reason : Reason.values()) {
                texts.find("reasons", outcome.name(), reason.name(), "sentence").ifPresent(sentence -> {
                    Map<String, String> json = new LinkedHashMap<>();
                    json.put("outcome", outcome.name());
                    json.put("reason", reason.name());
                    json.put("sentence", sentence);
                    json.put("advice", texts.get("reasons", outcome.name(), reason.name(), "advice"));
                    reasons.add(json);
                });
            }
        }
        return reasons;
    }
}
