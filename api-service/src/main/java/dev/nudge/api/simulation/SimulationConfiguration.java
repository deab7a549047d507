package dev.nudge.api.simulation;

import dev.nudge.api.store.Store;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routes that simulate. */
@Configuration(proxyBeanMethods = false)
public class SimulationConfiguration {

    @Bean
    SimulationController apiSimulationController(Store store, @Qualifier("apiClock") InstantSource clock) {
        return new SimulationController(new StoredData(store), clock);
    }
}
