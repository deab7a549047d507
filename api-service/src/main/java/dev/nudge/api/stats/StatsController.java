package dev.nudge.api.stats;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.Query;
import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The numbers of a period in buckets; by default those of the last day by hour, or of the last month by day. */
@RestController
final class StatsController {

    private static final int MOST_BUCKETS = 744;

    private final Stats stats;
    private final InstantSource clock;

    StatsController(Stats stats, InstantSource clock) {
        this.stats = stats;
        this.clock = clock;
    }

    @GetMapping("/api/stats")
    Map<String, Object> get(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("from", "to", "by", "automationId");
        ChronoUnit unit = query.oneOf("by", "hour", "day").filter("day"::equals).map(_ -> ChronoUnit.DAYS)
                .orElse(ChronoUnit.HOURS);
        Optional<String> automationId = query.text("automationId");
        Optional<Instant> firstInstant = query.instant("from");
        Instant to = end(query.instant("to").orElseGet(clock::instant), unit);
        Instant from = firstInstant.orElseGet(() -> to.minus(defaultPeriod(unit))).truncatedTo(unit);
        check(query, from, to, unit);
        query.check();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", Json.text(from));
        json.put("to", Json.text(to));
        json.put("by", name(unit));
        json.put("buckets", stats.buckets(caller.organizationId(), automationId.orElse(null), from, to, unit));
        return json;
    }

    private static void check(Query query, Instant from, Instant to, ChronoUnit unit) {
        if (!from.isBefore(to)) {
            query.refuse("to", Violation.RANGE, "Expected \"to\" after \"from\" but found an earlier instant.");
        } else if (unit.between(from, to) > MOST_BUCKETS) {
            query.refuse("from", Violation.RANGE, "Expected a period of at most " + MOST_BUCKETS + " " + name(unit)
                    + "s but found " + unit.between(from, to) + ".");
        }
    }

    private static Duration defaultPeriod(ChronoUnit unit) {
        return unit == ChronoUnit.DAYS ? Duration.ofDays(30) : Duration.ofHours(24);
    }

    /** The end of the bucket that contains the last moment before the instant. */
    private static Instant end(Instant to, ChronoUnit unit) {
        Instant start = to.truncatedTo(unit);
        return start.equals(to) ? to : start.plus(unit.getDuration());
    }

    private static String name(ChronoUnit unit) {
        return unit == ChronoUnit.DAYS ? "day" : "hour";
    }
}
