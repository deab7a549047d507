package dev.nudge.decision;

import dev.nudge.lead.Lead;

/**
 * S4: the user whose preference counts for a lead. It is the lead's owner; for a lead without one, the creator of the
 * automation. A blank {@code ownerId}, or one that is no text, is none.
 */
public record PreferenceOwner(String userId, Source source) {

    /** Why it is this user. */
    public enum Source {
        LEAD_OWNER("leadOwner"),
        AUTOMATION_CREATOR("automationCreator");

        private final String json;

        Source(String json) {
            this.json = json;
        }

        /** As the API writes it. */
        public String json() {
            return json;
        }
    }

    /** @param automationCreator the user who created the automation */
    public static PreferenceOwner of(Lead lead, String automationCreator) {
        return lead.ownerId().map(owner -> new PreferenceOwner(owner, Source.LEAD_OWNER))
                .orElseGet(() -> new PreferenceOwner(automationCreator, Source.AUTOMATION_CREATOR));
    }
}
