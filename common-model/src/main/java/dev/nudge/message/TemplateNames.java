package dev.nudge.message;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the names in a template, including those of sections, in their order. */
final class TemplateNames implements Mustache.Visitor {

    /** The names within a section for the element of a list and its position. */
    private static final Set<String> ELEMENT_NAMES = Set.of(".", "this", "-first", "-last", "-index");

    private final Set<String> names = new LinkedHashSet<>();
    private boolean sections;

    static TemplateNames of(Template template) {
        TemplateNames names = new TemplateNames();
        template.visit(names);
        return names;
    }

    Set<String> names() {
        return names;
    }

    /**
     * The names without a value. Within a section, a name can refer to a field of an object anywhere in the variables;
     * such a name counts as known everywhere.
     */
    Set<String> unknownAmong(Variables variables) {
        Set<String> inner = new HashSet<>();
        if (sections) {
            variables.lead().values().forEach(value -> collectFields(value, inner));
            collectFields(variables.eventData(), inner);
        }
        Set<String> unknown = new LinkedHashSet<>();
        for (String name : names) {
            if (!variables.has(name) && !inner.contains(name.split("\\.", 2)[0])) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private static void collectFields(@Nullable Object value, Set<String> fields) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((name, inner) -> {
                fields.add(String.valueOf(name));
                collectFields(inner, fields);
            });
            case List<?> list -> list.forEach(element -> collectFields(element, fields));
            case null, default -> {
                // nothing in there has a name
            }
        }
    }

    private void add(String name) {
        if (!ELEMENT_NAMES.contains(name) && !name.startsWith("this.")) {
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
