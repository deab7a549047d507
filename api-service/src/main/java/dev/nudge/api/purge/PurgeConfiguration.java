package dev.nudge.api.purge;

import dev.nudge.api.automation.Automations;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The purge of deleted documents and its schedule. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PurgeProperties.class)
public class PurgeConfiguration {

    @Bean(initMethod = "start")
    PurgeSchedule apiPurgeSchedule(Automations automations, PurgeProperties properties,
            @Qualifier("apiClock") InstantSource clock) {
        TombstonePurge purge = new TombstonePurge(automations, properties.tombstonesKept(), clock);
        return new PurgeSchedule(purge::run, properties);
    }
}
