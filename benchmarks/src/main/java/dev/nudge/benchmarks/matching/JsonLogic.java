package dev.nudge.benchmarks.matching;

import dev.nudge.benchmarks.report.Versions;
import dev.nudge.json.JsonCodec;
import io.github.jamsesso.jsonlogic.JsonLogicException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * One rule for each automation. JsonLogic evaluates a rule on data and has no index of rules, so that the rules are
 * kept by organization and event type, as an application does. {@code JsonLogic.apply} keeps the parsed form of each
 * rule's text; loading evaluates each rule once, which parses it. {@code substr} needs a field with a value. Jackson
 * parses the event.
 */
final class JsonLogic implements Library {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "json-logic-java " + Versions.of(JsonLogicException.class) + ", rules by organization and type";
    }

    @Override
    public StoredDefinition stored(Definition definition) {
        return new StoredDefinition(definition.organizationId(), definition.id(), definition.eventType(),
                JsonCodec.write(Map.of("and",
                        definition.allCriteria().isEmpty()
                                ? List.of(true)
                                : definition.allCriteria().stream().map(JsonLogic::expression).toList())));
    }

    private static Map<String, ?> expression(Criterion criterion) {
        return switch (criterion) {
            case Criterion.In(String path, List<String> texts) when texts.size() == 1 ->
                Map.of("==", List.of(variable(path), texts.getFirst()));
            case Criterion.In(String path, List<String> texts) -> Map.of("in", List.of(variable(path), texts));
            case Criterion.AtLeast(String path, int number) -> Map.of(">=", List.of(variable(path), number));
            case Criterion.Exists(String path) -> Map.of("!!", List.of(variable(path)));
            case Criterion.StartsWith(String path, String start) ->
                Map.of("==", List.of(Map.of("substr", List.of(variable(path), 0, start.length())), start));
            case Criterion.All(List<Criterion> criteria) ->
                Map.of("and", criteria.stream().map(JsonLogic::expression).toList());
            case Criterion.Any(List<Criterion> criteria) ->
                Map.of("or", criteria.stream().map(JsonLogic::expression).toList());
            case Criterion.Not(Criterion.Leaf inner) -> Map.of("!", List.of(expression(inner)));
        };
    }

    private static Map<String, String> variable(String path) {
        return Map.of("var", path);
    }

    @Override
    public Matcher load(List<StoredDefinition> definitions) {
        Loaded loaded = new Loaded();
        definitions.forEach(loaded::put);
        return loaded;
    }

    private static final class Loaded implements Matcher {

        private record Key(String organizationId, String eventType) {}

        private final Map<Key, Map<String, String>> rules = new HashMap<>();
        private final io.github.jamsesso.jsonlogic.JsonLogic logic = new io.github.jamsesso.jsonlogic.JsonLogic();

        void put(StoredDefinition definition) {
            String rule = new String(definition.json(), StandardCharsets.UTF_8);
            rules.computeIfAbsent(new Key(definition.organizationId(), definition.eventType()),
                    _ -> new LinkedHashMap<>()).put(definition.id(), rule);
            var _ = holds(rule, Map.of("lead", Map.of("phone", "+1")));
        }

        private boolean holds(String rule, Map<?, ?> event) {
            try {
                return Boolean.TRUE.equals(logic.apply(rule, event));
            } catch (JsonLogicException refused) {
                throw new IllegalArgumentException("JsonLogic refuses " + rule, refused);
            }
        }

        @Override
        public List<String> matching(String organizationId, byte[] event) {
            Map<?, ?> json = JSON.readValue(event, Map.class);
            List<String> ids = new ArrayList<>();
            Key key = new Key(organizationId, (String) Objects.requireNonNull(json.get("type")));
            rules.getOrDefault(key, Map.of()).forEach((id, rule) -> {
                if (holds(rule, json)) {
                    ids.add(id);
                }
            });
            return ids;
        }

        @Override
        public void change(StoredDefinition before, StoredDefinition after) {
            put(after);
        }
    }
}
