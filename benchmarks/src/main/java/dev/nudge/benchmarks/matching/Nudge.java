package dev.nudge.benchmarks.matching;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.decision.Decider;
import dev.nudge.engine.registry.Configurations;
import dev.nudge.engine.registry.Registry;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.json.JsonCodec;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own classes: {@link LeadEventCodec} reads and validates the event, {@link Decider#matching} applies it
 * to its lead and evaluates the automations that the {@link Registry} has for the organization and the event type:
 * every condition, as for a decision, but without the texts of a decision's trace. The lead is not known before the
 * event, so that the event alone determines the result, as it does for the others. The documents are those of the
 * database, and a change is a record of {@code automation.events}.
 */
final class Nudge implements Library {

    /** The timestamp of the events' records. */
    static final Instant NOW = Instant.parse("2026-04-22T10:15:00Z");

    @Override
    public String name() {
        return "Nudge";
    }

    @Override
    public StoredDefinition stored(Definition definition) {
        return new StoredDefinition(definition.organizationId(), definition.id(), definition.eventType(),
                JsonCodec.write(document(definition)));
    }

    private static Map<String, @Nullable Object> document(Definition definition) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("_id", definition.id());
        document.put("organizationId", definition.organizationId());
        document.put("userId", "user-1");
        document.put("version", definition.version());
        document.put("name", "Answer at once");
        document.put("event", definition.eventType());
        document.put("sourceStatuses", definition.sourceStatuses());
        document.put("targetStatuses", definition.targetStatuses());
        document.put("conditions", definition.criteria().stream().map(Nudge::condition).toList());
        document.put("triggerLogicType", "event");
        document.put("actions",
                Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms"))));
        return document;
    }

    private static Map<String, Object> condition(Criterion criterion) {
        return switch (criterion) {
            case Criterion.In(String path, List<String> texts) when texts.size() == 1 ->
                leaf(path, "eq", texts.getFirst());
            case Criterion.In(String path, List<String> texts) -> leaf(path, "in", texts);
            case Criterion.AtLeast(String path, int number) -> leaf(path, "gte", number);
            case Criterion.Exists(String path) -> Map.of("field", field(path), "op", "exists");
            case Criterion.StartsWith(String path, String start) -> leaf(path, "startsWith", start);
            case Criterion.All(List<Criterion> criteria) ->
                Map.of("all", criteria.stream().map(Nudge::condition).toList());
            case Criterion.Any(List<Criterion> criteria) ->
                Map.of("any", criteria.stream().map(Nudge::condition).toList());
            case Criterion.Not(Criterion.Leaf inner) -> Map.of("not", condition(inner));
        };
    }

    private static Map<String, Object> leaf(String path, String operator, Object value) {
        return Map.of("field", field(path), "op", operator, "value", value);
    }

    private static String field(String path) {
        return path.startsWith("data.") ? "event." + path : path.substring("lead.".length());
    }

    @Override
    public Matcher load(List<StoredDefinition> definitions) {
        Registry registry = new Registry(new Documents(definitions));
        registry.load();
        return new Loaded(registry);
    }

    private record Documents(List<StoredDefinition> all) implements Configurations {

        @Override
        public void forEach(Consumer<ConfigurationChange> consumer) {
            all.forEach(document -> consumer.accept(new AutomationSaved(
                    JsonCodec.readObject(document.json()).flatMap(AutomationReader::read).orThrow())));
        }

        @Override
        public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
            return List.of();
        }

        @Override
        public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
            return List.of();
        }
    }

    private record Loaded(Registry registry) implements Matcher {

        @Override
        public List<String> matching(String organizationId, byte[] event) {
            List<Automation> matching = Decider.matching(null, LeadEventCodec.read(event).orThrow(), NOW, registry);
            return matching.stream().map(Automation::id).toList();
        }

        @Override
        public void change(StoredDefinition before, StoredDefinition after) {
            registry.apply(new AutomationSaved(
                    JsonCodec.readObject(after.json()).flatMap(AutomationReader::read).orThrow()));
        }
    }
}
