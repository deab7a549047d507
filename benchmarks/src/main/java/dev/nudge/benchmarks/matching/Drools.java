package dev.nudge.benchmarks.matching;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.on;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.reactOn;
import static org.drools.model.PatternDSL.rule;

import dev.nudge.benchmarks.report.Versions;
import dev.nudge.json.JsonCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.drools.model.Index.ConstraintType;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Rule;
import org.drools.model.Variable;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One KIE base for each organization, with one rule for each automation. The rules are built by the API of the
 * executable model, so that nothing is compiled from DRL when automations are loaded. Constraints on one field have
 * indexes for equality and comparison. Each organization keeps a session, into which an event is inserted, and from
 * which it is deleted after its rules have fired, so that no session is created for an event. Jackson parses the event.
 * A change builds the organization's KIE base again.
 */
final class Drools implements Library {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final String EXISTS = "exists";
    private static final String AT_LEAST = "atLeast";
    private static final String STARTS_WITH = "startsWith";
    private static final String IN = "in";

    @Override
    public String name() {
        return "Drools " + Versions.of(KieBaseBuilder.class) + ", one KIE base for each organization";
    }

    /** A fact, which collects the ids of the rules that fire. */
    public static final class Event {
        private final Map<String, Object> json;
        private final List<String> matching = new ArrayList<>();

        Event(Map<String, Object> json) {
            this.json = json;
        }

        public String type() {
            return (String) Objects.requireNonNull(json.get("type"));
        }

        public @Nullable Object at(String object, String field) {
            return json.get(object) instanceof Map<?, ?> map ? map.get(field) : null;
        }
    }

    @Override
    public StoredDefinition stored(Definition definition) {
        return new StoredDefinition(definition.organizationId(), definition.id(), definition.eventType(),
                JsonCodec.write(definition.allCriteria().stream().map(Drools::json).toList()));
    }

    private static Map<String, ?> json(Criterion criterion) {
        return switch (criterion) {
            case Criterion.In(String path, List<String> texts) -> Map.of("path", path, IN, texts);
            case Criterion.AtLeast(String path, int number) -> Map.of("path", path, AT_LEAST, number);
            case Criterion.Exists(String path) -> Map.of("path", path, EXISTS, true);
            case Criterion.StartsWith(String path, String start) -> Map.of("path", path, STARTS_WITH, start);
            case Criterion.All(List<Criterion> criteria) -> Map.of("all", criteria.stream().map(Drools::json).toList());
            case Criterion.Any(List<Criterion> criteria) -> Map.of("any", criteria.stream().map(Drools::json).toList());
            case Criterion.Not(Criterion.Leaf inner) -> Map.of("not", json(inner));
        };
    }

    @Override
    public Matcher load(List<StoredDefinition> definitions) {
        Map<String, Map<String, StoredDefinition>> byOrganization = new LinkedHashMap<>();
        definitions.forEach(definition -> byOrganization
                .computeIfAbsent(definition.organizationId(), _ -> new LinkedHashMap<>())
                .put(definition.id(), definition));
        Map<String, KieSession> sessions = new HashMap<>();
        byOrganization.forEach((id, all) -> sessions.put(id, session(all)));
        return new Loaded(byOrganization, sessions);
    }

    private static KieSession session(Map<String, StoredDefinition> definitions) {
        ModelImpl model = new ModelImpl();
        definitions.values().forEach(definition -> model.addRule(ruleOf(definition)));
        return KieBaseBuilder.createKieBaseFromModel(model).newKieSession();
    }

    private static Rule ruleOf(StoredDefinition definition) {
        Variable<Event> event = declarationOf(Event.class);
        String type = definition.eventType();
        PatternDef<Event> constraints = pattern(event).expr("type " + type, fact -> type.equals(fact.type()),
                alphaIndexedBy(String.class, ConstraintType.EQUAL, 0, Event::type, type), reactOn("type"));
        for (Object test : JSON.readValue(definition.json(), List.class)) {
            constrain(constraints, (Map<?, ?>) test);
        }
        String id = definition.id();
        return rule(id).build(constraints, on(event).execute(fact -> fact.matching.add(id)));
    }

    private static void constrain(PatternDef<Event> constraints, Map<?, ?> test) {
        String name = test.toString();
        Predicate<Event> holds = predicate(test);
        if (test.get(IN) instanceof List<?> texts && texts.size() == 1) {
            Field field = Field.of(test);
            constraints.expr(name, holds::test, alphaIndexedBy(Object.class, ConstraintType.EQUAL, field.index(),
                    field::of, texts.getFirst()), reactOn(field.object()));
        } else if (test.get(AT_LEAST) instanceof Integer number) {
            Field field = Field.of(test);
            constraints.expr(name, holds::test, alphaIndexedBy(Integer.class, ConstraintType.GREATER_OR_EQUAL,
                    field.index(), fact -> (Integer) field.of(fact), number), reactOn(field.object()));
        } else {
            constraints.expr(name, holds::test, reactOn("data", "lead"));
        }
    }

    /** @param index its number among all fields, for Drools' indexes */
    private record Field(String object, String name, int index) {

        static Field of(Map<?, ?> test) {
            String path = (String) Objects.requireNonNull(test.get("path"));
            int dot = path.indexOf('.');
            return new Field(path.substring(0, dot), path.substring(dot + 1), 1 + (path.hashCode() & 0xFFFF));
        }

        @Nullable
        Object of(Event event) {
            return event.at(object, name);
        }
    }

    private static Predicate<Event> predicate(Map<?, ?> test) {
        if (test.get("all") instanceof List<?> tests) {
            return predicates(tests).stream().reduce(_ -> true, Predicate::and);
        }
        if (test.get("any") instanceof List<?> tests) {
            return predicates(tests).stream().reduce(_ -> false, Predicate::or);
        }
        if (test.get("not") instanceof Map<?, ?> inner) {
            return predicate(inner).negate();
        }
        Field field = Field.of(test);
        if (test.get(IN) instanceof List<?> texts) {
            Object only = texts.getFirst();
            return texts.size() == 1
                    ? event -> only.equals(field.of(event))
                    : event -> texts.contains(field.of(event));
        }
        if (test.get(AT_LEAST) instanceof Integer number) {
            return event -> field.of(event) instanceof Integer found && found >= number;
        }
        if (test.get(STARTS_WITH) instanceof String start) {
            return event -> field.of(event) instanceof String text && text.startsWith(start);
        }
        return event -> field.of(event) != null;
    }

    private static List<Predicate<Event>> predicates(List<?> tests) {
        return tests.stream().map(test -> predicate((Map<?, ?>) test)).toList();
    }

    private record Loaded(Map<String, Map<String, StoredDefinition>> definitions,
            Map<String, KieSession> sessions) implements Matcher {

        @Override
        @SuppressWarnings("unchecked") // the keys of parsed JSON are strings
        public List<String> matching(String organizationId, byte[] event) {
            KieSession session = Objects.requireNonNull(sessions.get(organizationId));
            Event fact = new Event(JSON.readValue(event, Map.class));
            FactHandle inserted = session.insert(fact);
            session.fireAllRules();
            session.delete(inserted);
            return fact.matching;
        }

        @Override
        public void change(StoredDefinition before, StoredDefinition after) {
            Map<String, StoredDefinition> all = Objects.requireNonNull(definitions.get(after.organizationId()));
            all.put(after.id(), after);
            KieSession replaced = sessions.put(after.organizationId(), session(all));
            if (replaced != null) {
                replaced.dispose();
            }
        }
    }
}
