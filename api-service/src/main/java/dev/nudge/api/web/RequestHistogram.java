package dev.nudge.api.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.stream.LongStream;

/** Gives the times of HTTP requests a histogram with few buckets, since it exists for each route, method and status. */
final class RequestHistogram implements MeterFilter {

    private static final String REQUESTS = "http.server.requests";
    private static final double[] BUCKETS = LongStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis).mapToDouble(Duration::toNanos).toArray();

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals(REQUESTS)
                ? DistributionStatisticConfig.builder().serviceLevelObjectives(BUCKETS).build().merge(config)
                : config;
    }
}
