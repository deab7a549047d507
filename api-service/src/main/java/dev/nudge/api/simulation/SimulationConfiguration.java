package dev.nudge.api.simulation;

import dev.nudge.api.automation.Automations;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.template.Templates;
import dev.nudge.api.user.Users;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The simulation routes. */
@Configuration(proxyBeanMethods = false)
public class SimulationConfiguration {

    @Bean
    SimulationController apiSimulationController(Automations automations, Users users, Organizations organizations,
            Templates templates, MongoTemplate store, @Qualifier("apiClock") InstantSource clock) {
        return new SimulationController(new StoredData(automations, users, organizations, templates, store), clock);
    }
}
