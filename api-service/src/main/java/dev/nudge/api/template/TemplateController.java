package dev.nudge.api.template;

import dev.nudge.api.lead.Leads;
import dev.nudge.api.relay.Publication;
import dev.nudge.api.relay.Written;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.EntityTags;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.Page;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.api.web.Warning;
import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import dev.nudge.message.Template;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
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

/** {@code /api/templates}: members read and replace templates, identified by name. */
@RestController
@RequestMapping("/api/templates")
final class TemplateController {

    private static final int MAX_NAME_LENGTH = 200;

    private final Templates templates;
    private final TemplateWarnings warnings;
    private final InstantSource clock;

    TemplateController(Templates templates, Leads leads, @Qualifier("apiClock") InstantSource clock) {
        this.templates = templates;
        this.warnings = new TemplateWarnings(leads);
        this.clock = clock;
    }

    /** Ordered by name. */
    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("limit", "cursor", "search");
        int limit = query.limit();
        String start = query.text("search").orElse("");
        String after = query.cursor(1, cursor -> Optional.of(cursor.keys().getFirst())).orElse("");
        query.check();
        return Page.of(templates.list(caller.organizationId(), start, after, limit + 1), limit,
                last -> Cursor.at(last.name())).toJson(TemplateController::view);
    }

    @GetMapping("/{name}")
    ResponseEntity<Map<String, @Nullable Object>> get(@AuthenticationPrincipal Caller caller,
            @PathVariable String name,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch) {
        StoredTemplate template = find(caller, name);
        return EntityTags.answer(ifNoneMatch, template.version(), view(template));
    }

    /** Answers 201 for a new template, 200 for the next version of an existing one. */
    @HeavyRequest
    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, @Nullable Object>> save(@AuthenticationPrincipal Caller caller,
            @PathVariable String name, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch, JsonBody body,
            Publication publication) {
        Map<String, @Nullable Object> sent = withoutWarnings(body.object());
        check(name, sent);
        while (true) {
            Optional<StoredTemplate> before = templates.findEvenDeleted(caller.organizationId(), name);
            Optional<StoredTemplate> current = before.filter(template -> !template.isDeleted());
            EntityTags.require(ifMatch, ifNoneMatch, current.map(StoredTemplate::version).orElse(null));
            StoredTemplate next = before.map(known -> known.replaced(sent, clock.instant()))
                    .orElseGet(() -> StoredTemplate.created(caller.organizationId(), name, sent,
                            clock.instant()));
            if (templates.save(next)) {
                publication.of(new Written(templates, next.id()));
                Map<String, @Nullable Object> saved = view(next);
                String tag = EntityTags.tag(next.version(), saved);
                Warning.addTo(saved, warnings.of(caller.organizationId(), Template.read(next.toJson()).orThrow()));
                return ResponseEntity.status(current.isEmpty() ? HttpStatus.CREATED : HttpStatus.OK).eTag(tag)
                        .body(saved);
            }
        }
    }

    /** Automations that use the template do not change; their messages are sent without text (F5). */
    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            Publication publication) {
        while (true) {
            StoredTemplate current = find(caller, name);
            EntityTags.require(ifMatch, current.version());
            StoredTemplate tombstone = current.deleted(clock.instant());
            if (templates.save(tombstone)) {
                publication.of(new Written(templates, tombstone.id()));
                return ResponseEntity.noContent().build();
            }
        }
    }

    /** Renders the template, or one that is not saved yet, for a lead, and lists variables without a value. */
    @HeavyRequest
    @PostMapping(path = "/{name}/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
    Map<String, @Nullable Object> preview(@AuthenticationPrincipal Caller caller, @PathVariable String name,
            JsonBody body) {
        boolean isUnsaved = body.hasObject("template");
        Optional<StoredTemplate> saved = isUnsaved ? Optional.empty() : Optional.of(find(caller, name));
        Preview preview = Preview.read(body.object());
        if (saved.isEmpty()) {
            check(name, preview.unsaved());
        }
        StoredTemplate template = saved.orElseGet(
                () -> StoredTemplate.created(caller.organizationId(), name, preview.unsaved(), clock.instant()));
        return preview.of(Template.read(template.toJson()).orThrow());
    }

    private StoredTemplate find(Caller caller, String name) {
        return templates.find(caller.organizationId(), name)
                .orElseThrow(() -> ProblemException.notFound("template", name));
    }

    /** Omits the fields that the path and the token already contain. */
    private static Map<String, @Nullable Object> view(StoredTemplate template) {
        Map<String, @Nullable Object> json = template.toJson();
        json.remove("_id");
        json.remove("organizationId");
        return json;
    }

    /** A response can be edited and sent again. */
    static Map<String, @Nullable Object> withoutWarnings(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> sent = new LinkedHashMap<>(body);
        sent.remove("warnings");
        return sent;
    }

    private static void check(String name, Map<String, @Nullable Object> body) {
        List<Violation> violations = Violations.of(Template.check(body));
        if (name.isBlank() || Json.length(name) > MAX_NAME_LENGTH) {
            violations.add(new Violation("", Violation.SIZE,
                    "Expected a template's name of 1 to " + MAX_NAME_LENGTH + " characters in the path."));
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }
}
