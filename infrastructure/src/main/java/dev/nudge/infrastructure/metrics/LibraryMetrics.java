package dev.nudge.infrastructure.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Map;

/**
 * Metrics of libraries as Prometheus recommends them ({@code promtool check metrics}): metrics without a description
 * get one, and one whose name breaks the conventions is renamed, or left out where another one answers the same
 * question.
 */
final class LibraryMetrics implements MeterFilter {

    /** Their units are in the names, abbreviated, or there are no sessions; {@code process.cpu.usage} is kept. */
    private static final List<String> LEFT_OUT = List.of("jvm.compilation.time", "process.cpu.time",
            "tomcat.sessions.");
    private static final Map<String, String> RENAMED = Map.of("system.cpu.count", "system.cpus");
    private static final Map<String, String> DESCRIPTIONS = Map.of("http.server.requests",
            "HTTP requests by route, method and status", "http.server.requests.active",
            "HTTP requests that are being processed");

    @Override
    public Meter.Id map(Meter.Id id) {
        Meter.Id named = id.withName(RENAMED.getOrDefault(id.getName(), id.getName()));
        String description = DESCRIPTIONS.get(named.getName());
        return description == null || named.getDescription() != null
                ? named
                : new Meter.Id(named.getName(), Tags.of(named.getTags()), named.getBaseUnit(), description,
                        named.getType());
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return LEFT_OUT.stream().anyMatch(id.getName()::startsWith) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
