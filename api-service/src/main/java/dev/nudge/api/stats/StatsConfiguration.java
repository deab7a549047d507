package dev.nudge.api.stats;

import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route for numbers. */
@Configuration(proxyBeanMethods = false)
public class StatsConfiguration {

    @Bean
    Stats apiStats(MongoTemplate store) {
        return new Stats(store);
    }

    @Bean
    StatsController apiStatsController(Stats stats, @Qualifier("apiClock") InstantSource clock) {
        return new StatsController(stats, clock);
    }
}
