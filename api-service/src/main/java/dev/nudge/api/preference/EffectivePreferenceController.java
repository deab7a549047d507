package dev.nudge.api.preference;

import dev.nudge.api.automation.Automations;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.security.Caller;
import dev.nudge.api.user.Users;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.decision.PreferenceOwner;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The user whose preference currently applies to an automation and a lead, and its value (S4). */
@RestController
final class EffectivePreferenceController {

    private final Automations automations;
    private final Leads leads;
    private final Users users;

    EffectivePreferenceController(Automations automations, Leads leads, Users users) {
        this.automations = automations;
        this.leads = leads;
        this.users = users;
    }

    /**
     * {@code userFrom} gives the source of the user, {@code leadOwner} or {@code automationCreator}; {@code decidedBy}
     * the source of the value: the user's {@code preference}, or {@code default} (off) if there is none.
     */
    @GetMapping("/api/automations/{id}/effective-preference")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query) {
        String creator = automations.createdBy(caller.organizationId(), id)
                .orElseThrow(() -> ProblemException.notFound("automation", id));
        query.allowOnly("leadId");
        String leadId = query.requiredText("leadId");
        query.check();
        PreferenceOwner owner = leads.ofOwner(caller.organizationId(), leadId)
                .map(lead -> PreferenceOwner.of(lead, creator))
                .orElseThrow(() -> ProblemException.notFound("lead", leadId));
        Map<String, @Nullable Object> preference = users.preference(caller.organizationId(), owner.userId(), id);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("automationId", id);
        json.put("leadId", leadId);
        json.put("userAsked", owner.userId());
        json.put("userFrom", owner.source().json());
        json.put("enabled", Boolean.TRUE.equals(preference.get("enabled")));
        json.put("decidedBy", preference.isEmpty() ? "default" : "preference");
        return json;
    }
}
