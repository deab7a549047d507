package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.message.Template;
import java.util.Collection;
import java.util.Optional;

/** The configuration that decisions need. */
public interface AutomationCatalog {

    /** The organization's automations that listen to the event type (S1, S2), ordered by id. */
    Collection<Automation> listeningTo(String organizationId, String eventType);

    /** The latest definition; empty when the automation was deleted or is not known. */
    Optional<Automation> automation(String organizationId, String automationId);

    /** Whether a deletion of the automation is known; an automation that is merely unknown is not deleted (C5). */
    boolean isDeleted(String organizationId, String automationId);

    Optional<Preference> preference(String organizationId, String userId, String automationId);

    /** The organization's settings, or the default settings when none are known. */
    Organization organization(String organizationId);

    Optional<Template> template(String organizationId, String name);
}
