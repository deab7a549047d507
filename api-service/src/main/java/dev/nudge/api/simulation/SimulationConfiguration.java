package dev.nudge.api.simulation;

import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The simulation routes. */
@Configuration(proxyBeanMethods = false)
public class SimulationConfiguration {

    @Bean
    SimulationController apiSimulationController(MongoTemplate store, @Qualifier("apiClock") InstantSource clock) {
        return new SimulationController(new StoredData(store), clock);
    }
}
