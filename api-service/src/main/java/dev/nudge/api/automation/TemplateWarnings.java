package dev.nudge.api.automation;

import dev.nudge.api.template.Templates;
import dev.nudge.api.web.Warning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;

/** Warns about templates that an automation names but that do not exist; they can be added later (F5). */
final class TemplateWarnings {

    private static final String MISSING = "TEMPLATE_MISSING";

    private final Templates templates;

    TemplateWarnings(Templates templates) {
        this.templates = templates;
    }

    List<Warning> of(StoredAutomation automation) {
        Map<String, String> named = namedTemplates(automation.document());
        Set<String> missing = templates.missing(automation.organizationId(), Set.copyOf(named.values()));
        List<Warning> warnings = new ArrayList<>();
        named.forEach((pointer, name) -> {
            if (missing.contains(name)) {
                warnings.add(new Warning(pointer, MISSING,
                        "There is no template \"" + name + "\" yet. Messages that use it are sent without text."));
            }
        });
        return warnings;
    }

    /** Template names by JSON pointer, those of the steps included (S12). */
    private static Map<String, String> namedTemplates(Document automation) {
        Map<String, String> named = new LinkedHashMap<>();
        addTemplates(named, "", automation);
        List<Document> steps = Objects.requireNonNullElse(automation.getList("steps", Document.class), List.of());
        for (int i = 0; i < steps.size(); i++) {
            addTemplates(named, "/steps/" + i, steps.get(i));
        }
        return named;
    }

    private static void addTemplates(Map<String, String> named, String pointer, Document parent) {
        Document actions = parent.get("actions", Document.class);
        List<Document> entries = actions == null ? List.of() : actions.getList("sendMessage", Document.class);
        for (int i = 0; i < entries.size(); i++) {
            named.put(pointer + "/actions/sendMessage/" + i + "/template", entries.get(i).getString("template"));
        }
    }
}
