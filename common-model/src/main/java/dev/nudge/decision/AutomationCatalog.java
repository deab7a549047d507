package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.message.Template;
import java.util.Collection;
import java.util.Optional;

/** All that teams have configured, as far as deciding needs it. */
public interface AutomationCatalog {

    /** The automations of the organization that listen to the event type (S1, S2), in the order of their ids. */
    Collection<Automation> listeningTo(String organizationId, String eventType);

    /** The newest definition; empty when the automation was deleted or isn't known. */
    Optional<Automation> automation(String organizationId, String automationId);

    /** Whether a deletion is on record; only that means deleted (C5). */
    boolean isDeleted(String organizationId, String automationId);

    Optional<Preference> preference(String organizationId, String userId, String automationId);

    /** Its settings; those of an organization that has set nothing when it isn't known. */
    Organization organization(String organizationId);

    Optional<Template> template(String organizationId, String name);
}
