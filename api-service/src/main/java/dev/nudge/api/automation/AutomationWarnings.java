package dev.nudge.api.automation;

import dev.nudge.api.organization.OpeningCheck;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.template.Templates;
import dev.nudge.api.web.Warning;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.event.LeadEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;

/** Warns about a saved automation that is valid, but may not do what its author expects. */
final class AutomationWarnings {

    private static final int MANY_FOLLOW_UPS = 20;

    private final Templates templates;
    private final Organizations organizations;

    AutomationWarnings(Templates templates, Organizations organizations) {
        this.templates = templates;
        this.organizations = organizations;
    }

    List<Warning> of(StoredAutomation stored, Instant now) {
        List<Warning> warnings = new ArrayList<>(missingTemplates(stored));
        Automation automation = AutomationReader.read(stored.toJson()).orThrow();
        if (startsWithAnyStatus(automation)) {
            warnings.add(new Warning("/sourceStatuses", "ANY_TARGET_STATUS", "The automation also starts when a lead"
                    + " leaves one of these statuses for any other. Set \"targetStatuses\" to limit that."));
        }
        Integer followUps = automation.maxFollowUpCount();
        if (followUps != null && followUps > MANY_FOLLOW_UPS) {
            warnings.add(new Warning("/maxFollowUpCount", "MANY_FOLLOW_UPS", "Up to " + followUps
                    + " follow-ups may be sent to one lead. More than " + MANY_FOLLOW_UPS + " are unusual."));
        }
        boolean isToAddresses = automation.channelsFrom(1).stream().anyMatch(channel -> channel.addressKind() != null);
        if (!OpeningCheck.hasOpening(automation.schedule(), organizations.settings(automation.organizationId()),
                isToAddresses, now)) {
            warnings.add(new Warning(automation.schedule() == null ? "" : "/schedule", OpeningCheck.NO_OPENING,
                    "The schedule together with the organization's quiet hours and holidays permits no sending within"
                            + " a year."));
        }
        return warnings;
    }

    /** S11. */
    private static boolean startsWithAnyStatus(Automation automation) {
        return automation.eventTypes().contains(LeadEvent.STATUS_CHANGE) && automation.eventTypes().size() > 1
                && !automation.sourceStatuses().isEmpty() && automation.targetStatuses().isEmpty();
    }

    /** F5: templates can be added later. */
    private List<Warning> missingTemplates(StoredAutomation automation) {
        Map<String, String> named = namedTemplates(automation.document());
        Set<String> missing = templates.missing(automation.organizationId(), Set.copyOf(named.values()));
        List<Warning> warnings = new ArrayList<>();
        named.forEach((pointer, name) -> {
            if (missing.contains(name)) {
                warnings.add(new Warning(pointer, "TEMPLATE_MISSING",
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
