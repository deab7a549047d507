package dev.nudge.message;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that a template asks for, in their order, sections' names among them. */
final class TemplateNames implements Mustache.Visitor {

    /** What the element of a list, and its place, are called within its section. */
    private static final Set<String> OF_ELEMENTS = Set.of(".", "this", "-first", "-last", "-index");

    private final Set<String> names = new LinkedHashSet<>();
    private boolean sections;

    static TemplateNames of(Template template) {
        TemplateNames names = new TemplateNames();
        template.visit(names);
        return names;
    }

    /**
     * Those without a value. Within a section a name may also be a field of an object somewhere in the variables; that
     * is enough to count as known, wherever the tag is.
     */
    Set<String> unknownAmong(Map<String, ?> variables) {
        Set<String> inner = new HashSet<>();
        if (sections) {
            variables.values().forEach(value -> collectFields(value, inner));
        }
        Set<String> unknown = new LinkedHashSet<>();
        for (String name : names) {
            List<String> path = List.of(name.split("\\."));
            if (!has(variables, path) && !inner.contains(path.getFirst())) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private static boolean has(Map<?, ?> variables, List<String> path) {
        Object value = variables.get(path.getFirst());
        List<String> rest = path.subList(1, path.size());
        return rest.isEmpty() ? value != null : value instanceof Map<?, ?> inner && has(inner, rest);
    }

    private static void collectFields(@Nullable Object value, Set<String> fields) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((name, inner) -> {
                fields.add(String.valueOf(name));
                collectFields(inner, fields);
            });
            case List<?> list -> list.forEach(element -> collectFields(element, fields));
            case null, default -> {
                // nothing has a name in there
            }
        }
    }

    private void add(String name) {
        if (!OF_ELEMENTS.contains(name)) {
            names.add(name);
        }
    }

    @Override
    public void visitVariable(String name) {
        add(name);
    }

    @Override
    public boolean visitSection(String name) {
        sections = true;
        add(name);
        return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
        add(name);
        return true;
    }

    @Override
    public void visitText(String text) {}

    @Override
    public boolean visitInclude(String name) {
        return false;
    }
}
