package dev.nudge.api.automation;

import dev.nudge.api.template.Templates;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/** Warns about templates that an automation names but that do not exist; they can be added later (F5). */
final class TemplateWarnings {

    private static final String MISSING = "template-missing";

    private final Templates templates;

    TemplateWarnings(Templates templates) {
        this.templates = templates;
    }

    List<Violation> of(StoredAutomation automation) {
        Map<String, String> named = namedTemplates(automation.document());
        Set<String> missing = templates.missing(automation.organizationId(), Set.copyOf(named.values()));
        List<Violation> warnings = new ArrayList<>();
        named.forEach((pointer, name) -> {
            if (missing.contains(name)) {
                warnings.add(new Violation(pointer, MISSING,
                        "There is no template \"" + name + "\" yet. Messages that use it are sent without text."));
            }
        });
        return warnings;
    }

    /** Template names by JSON pointer. */
    private static Map<String, String> namedTemplates(Document automation) {
        Map<String, String> named = new LinkedHashMap<>();
        List<Document> entries = automation.get("actions", Document.class).getList("sendMessage", Document.class);
        for (int i = 0; i < entries.size(); i++) {
            named.put("/actions/sendMessage/" + i + "/template", entries.get(i).getString("template"));
        }
        return named;
    }
}
