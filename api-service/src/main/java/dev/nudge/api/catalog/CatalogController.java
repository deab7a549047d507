package dev.nudge.api.catalog;

import dev.nudge.api.web.EntityTags;
import dev.nudge.api.web.Query;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/catalog}: changes only with the version of Nudge and the settings of delivery. */
@RestController
final class CatalogController {

    private static final int VERSION = 1;

    private final Map<String, @Nullable Object> catalog;

    CatalogController(Map<String, @Nullable Object> catalog) {
        this.catalog = catalog;
    }

    @GetMapping("/api/catalog")
    ResponseEntity<Map<String, @Nullable Object>> get(
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch, Query query) {
        query.allowOnly();
        query.check();
        return EntityTags.answer(ifNoneMatch, VERSION, catalog);
    }
}
