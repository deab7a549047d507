package dev.nudge.benchmarks.matching;

import dev.nudge.benchmarks.report.Versions;
import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.event.ruler.Machine;

/**
 * One machine for each organization, with one rule for each automation, and {@code rulesForJSONEvent} with the event's
 * text. A negation is its {@code anything-but}, and {@code any} its {@code $or}.
 */
final class EventRuler implements Library {

    @Override
    public String name() {
        return "Event Ruler " + Versions.of(Machine.class) + ", one machine for each organization";
    }

    @Override
    public StoredDefinition stored(Definition definition) {
        Map<String, Object> rule = rule(definition.allCriteria());
        rule.put("type", List.of(definition.eventType()));
        return new StoredDefinition(definition.organizationId(), definition.id(), definition.eventType(),
                JsonCodec.write(rule));
    }

    private static Map<String, Object> rule(List<Criterion> all) {
        Map<String, Object> rule = new LinkedHashMap<>();
        all.forEach(criterion -> add(rule, criterion));
        return rule;
    }

    private static void add(Map<String, Object> rule, Criterion criterion) {
        switch (criterion) {
            case Criterion.Leaf leaf -> put(rule, leaf.path(), patterns(leaf));
            case Criterion.Not(Criterion.Leaf leaf) -> put(rule, leaf.path(), List.of(negated(leaf)));
            case Criterion.All(List<Criterion> criteria) -> criteria.forEach(each -> add(rule, each));
            case Criterion.Any(List<Criterion> criteria) ->
                put(rule, "$or", criteria.stream().map(each -> rule(List.of(each))).toList());
        }
    }

    @SuppressWarnings("unchecked") // the objects on the way are put here
    private static void put(Map<String, Object> object, String path, List<?> patterns) {
        int dot = path.indexOf('.');
        if (dot >= 0) {
            put((Map<String, Object>) object.computeIfAbsent(path.substring(0, dot), _ -> new LinkedHashMap<>()),
                    path.substring(dot + 1), patterns);
        } else if (object.put(path, patterns) != null) {
            throw new IllegalArgumentException("A rule can name " + path + " once");
        }
    }

    private static List<?> patterns(Criterion.Leaf leaf) {
        return switch (leaf) {
            case Criterion.In(var _, List<String> texts) -> texts;
            case Criterion.AtLeast(var _, int number) -> List.of(Map.of("numeric", List.of(">=", number)));
            case Criterion.Exists _ -> List.of(Map.of("exists", true));
            case Criterion.StartsWith(var _, String start) -> List.of(Map.of("prefix", start));
        };
    }

    private static Map<String, ?> negated(Criterion.Leaf leaf) {
        return switch (leaf) {
            case Criterion.In(var _, List<String> texts) -> Map.of("anything-but", texts);
            case Criterion.AtLeast(var _, int number) -> Map.of("numeric", List.of("<", number));
            case Criterion.Exists _ -> Map.of("exists", false);
            case Criterion.StartsWith(var _, String start) -> Map.of("anything-but", Map.of("prefix", start));
        };
    }

    @Override
    public Matcher load(List<StoredDefinition> definitions) {
        Map<String, Machine> machines = new HashMap<>();
        for (StoredDefinition definition : definitions) {
            add(machines.computeIfAbsent(definition.organizationId(), _ -> Machine.builder().build()), definition);
        }
        return new Loaded(machines);
    }

    private static void add(Machine machine, StoredDefinition definition) {
        try {
            machine.addRule(definition.id(), text(definition.json()));
        } catch (IOException refused) {
            throw new IllegalArgumentException("Event Ruler refuses " + text(definition.json()), refused);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private record Loaded(Map<String, Machine> machines) implements Matcher {

        @Override
        public List<String> matching(String organizationId, byte[] event) {
            try {
                return machine(organizationId).rulesForJSONEvent(text(event));
            } catch (Exception refused) { // as it is declared
                throw new IllegalArgumentException("Event Ruler refuses " + text(event), refused);
            }
        }

        @Override
        public void change(StoredDefinition before, StoredDefinition after) {
            Machine machine = machine(before.organizationId());
            try {
                machine.deleteRule(before.id(), text(before.json()));
            } catch (IOException refused) {
                throw new IllegalArgumentException("Event Ruler refuses " + text(before.json()), refused);
            }
            add(machine, after);
        }

        private Machine machine(String organizationId) {
            return Objects.requireNonNull(machines.get(organizationId));
        }
    }
}
