package dev.nudge.api.automation;

import dev.nudge.api.organization.Organizations;
import dev.nudge.api.relay.Publication;
import dev.nudge.api.relay.Written;
import dev.nudge.api.security.Caller;
import dev.nudge.api.template.Templates;
import dev.nudge.api.user.Users;
import dev.nudge.api.web.EntityTags;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.Page;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.api.web.RequestId;
import dev.nudge.api.web.Warning;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/automations}: members read and create; the creator or an admin updates and deletes. */
@RestController
@RequestMapping("/api/automations")
final class AutomationController {

    private final Automations automations;
    private final Users users;
    private final AutomationWarnings warnings;
    private final InstantSource clock;

    AutomationController(Automations automations, Users users, Templates templates, Organizations organizations,
            @Qualifier("apiClock") InstantSource clock) {
        this.automations = automations;
        this.users = users;
        this.warnings = new AutomationWarnings(templates, organizations);
        this.clock = clock;
    }

    /**
     * Saves the preference first, so that a crash cannot leave an automation that is switched off for its creator. A
     * repeated request keeps what the first attempt saved.
     */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, @Nullable Object>> create(@AuthenticationPrincipal Caller caller, RequestId requestId,
            JsonBody body, Publication publication) {
        AutomationBody sent = AutomationBody.read(body);
        String id = requestId.value();
        Map<String, @Nullable Object> preference = users.changePreference(caller, id,
                current -> current.isEmpty() ? sent.initialPreference() : current);
        StoredAutomation automation = automations
                .insert(StoredAutomation.created(caller, id, sent.fields(), clock.instant()));
        publication.of(new Written(users, Users.id(caller), id), new Written(automations, id));
        return answer(ResponseEntity.created(URI.create("/api/automations/" + id)), "Automation created successfully",
                automation, preference);
    }

    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        AutomationSearch search = AutomationSearch.read(query, () -> users.switchedOn(caller));
        Page<StoredAutomation> page = Page.of(automations.list(caller.organizationId(), search), search.limit(),
                search::cursorAt);
        Map<String, Map<String, @Nullable Object>> preferences = users.preferences(caller,
                page.items().stream().map(StoredAutomation::id).toList());
        return page.toJson(automation -> view(automation, preferences.getOrDefault(automation.id(), Map.of())));
    }

    @GetMapping("/{id}")
    ResponseEntity<Map<String, @Nullable Object>> get(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch) {
        StoredAutomation automation = find(caller, id);
        return EntityTags.answer(ifNoneMatch, automation.version(), view(automation, users.preference(caller, id)));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, @Nullable Object>> replace(@AuthenticationPrincipal Caller caller,
            @PathVariable String id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            JsonBody body, Publication publication) {
        while (true) {
            StoredAutomation current = findToChange(caller, id);
            AutomationBody sent = AutomationBody.read(body);
            EntityTags.require(ifMatch, current.version());
            StoredAutomation next = current.replaced(sent.fields(), clock.instant());
            if (automations.replace(next)) {
                publication.of(new Written(automations, id));
                return answer(ResponseEntity.ok(), "Automation updated successfully", next,
                        users.preference(caller, id));
            }
        }
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Publication publication) {
        while (true) {
            StoredAutomation current = findToChange(caller, id);
            EntityTags.require(ifMatch, current.version());
            if (automations.delete(current, clock.instant())) {
                publication.of(new Written(automations, id));
                return ResponseEntity.noContent().build();
            }
        }
    }

    private StoredAutomation find(Caller caller, String id) {
        return automations.find(caller.organizationId(), id)
                .orElseThrow(() -> ProblemException.notFound("automation", id));
    }

    private StoredAutomation findToChange(Caller caller, String id) {
        StoredAutomation automation = find(caller, id);
        if (!automation.mayBeChangedBy(caller)) {
            throw ProblemException
                    .forbidden("Only the user who created an automation, or an admin, can change or delete it.");
        }
        return automation;
    }

    /** Returns the saved automation together with its warnings. */
    private ResponseEntity<Map<String, @Nullable Object>> answer(ResponseEntity.BodyBuilder status,
            String message, StoredAutomation automation, Map<String, @Nullable Object> preference) {
        Map<String, @Nullable Object> view = view(automation, preference);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("success", true);
        json.put("message", message);
        json.put("automation", view);
        Warning.addTo(json, warnings.of(automation, clock.instant()));
        return status.eTag(EntityTags.tag(automation.version(), view)).body(json);
    }

    /** The automation with the caller's preference; without a preference, it is off. */
    private static Map<String, @Nullable Object> view(StoredAutomation automation,
            Map<String, @Nullable Object> preference) {
        Map<String, @Nullable Object> json = automation.toJson();
        json.put("enabled", Boolean.TRUE.equals(preference.get("enabled")));
        if (preference.get("userSmsNotification") != null) {
            json.put("userSmsNotification", preference.get("userSmsNotification"));
        }
        return json;
    }
}
