package dev.nudge.api.simulation;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.json.JsonObject;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadEventApplier;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Simulates an automation at any instant, for every member; it writes, counts and sends nothing. */
@RestController
@RequestMapping("/api/automations")
final class SimulationController {

    private static final Set<String> DRAFT_FIELDS = Set.of("automation", "event", "lead", "at");

    private final StoredData records;
    private final InstantSource clock;

    SimulationController(StoredData records, InstantSource clock) {
        this.records = records;
        this.clock = clock;
    }

    /** Simulates a saved automation. */
    @HeavyRequest
    @PostMapping(path = "/{id}/simulate", consumes = MediaType.APPLICATION_JSON_VALUE)
    Map<String, @Nullable Object> simulate(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            JsonBody body) {
        Automation automation = records.automation(caller.organizationId(), id)
                .orElseThrow(() -> ProblemException.notFound("automation", id));
        JsonObject fields = JsonObject.of(body.object());
        fields.allowOnly(Scenario.FIELDS);
        Optional<Scenario> scenario = Scenario.read(caller, fields, now());
        check(fields);
        return answer(scenario.orElseThrow(), new SingleAutomationCatalog(automation,
                userId -> records.preference(caller.organizationId(), userId, id), records));
    }

    /** Simulates the automation in the body as if the caller had just saved it. */
    @HeavyRequest
    @PostMapping(path = "/simulate", consumes = MediaType.APPLICATION_JSON_VALUE)
    Map<String, @Nullable Object> simulateDraft(@AuthenticationPrincipal Caller caller, JsonBody body) {
        JsonObject fields = JsonObject.of(body.object());
        fields.allowOnly(DRAFT_FIELDS);
        Optional<DraftAutomation> draft = DraftAutomation.read(caller, fields);
        Optional<Scenario> scenario = Scenario.read(caller, fields, now());
        check(fields);
        return answer(scenario.orElseThrow(),
                new SingleAutomationCatalog(draft.orElseThrow().automation(), draft.orElseThrow()::preferenceOf,
                        records));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void check(JsonObject fields) {
        ProblemException.throwIfInvalid(fields);
    }

    private Map<String, @Nullable Object> answer(Scenario scenario, SingleAutomationCatalog rules) {
        Lead lead = lead(scenario, rules);
        return new SimulationView(scenario, lead != null, rules).toJson(
                Simulation.of(lead, scenario.event(), scenario.at(), rules.automation().id(), rules));
    }

    /** The lead in the body, otherwise the stored one. */
    private @Nullable Lead lead(Scenario scenario, SingleAutomationCatalog rules) {
        if (scenario.lead() == null) {
            return scenario.leadIsNamed() ? records.lead(scenario.event().key()) : null;
        }
        Organization organization = rules.organization(scenario.event().key().organizationId());
        return switch (LeadEventApplier.of(null, scenario.lead(), scenario.at(), organization)) {
            case LeadEventApplier.Applied applied -> applied.after();
            case LeadEventApplier.Repeated() -> throw new IllegalStateException("Expected a lead without events");
        };
    }
}
