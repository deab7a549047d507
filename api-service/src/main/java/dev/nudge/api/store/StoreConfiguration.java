package dev.nudge.api.store;

import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** The store, and whether it is there. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
public class StoreConfiguration {

    @Bean
    Store apiStore(MongoDatabaseFactory database, StoreProperties properties) {
        return new Store(database.getMongoDatabase(), properties.timeout());
    }

    @Bean(initMethod = "start")
    IndexInitializer apiPreparation(List<IndexedCollection> collections) {
        return new IndexInitializer(collections);
    }

    /** Health's own check of MongoDB may wait for half a minute and asks for a command that not every store has. */
    @Bean
    HealthIndicator apiStoreHealthIndicator(Store apiStore) {
        return () -> {
            try {
                apiStore.ping();
                return Health.up().build();
            } catch (RuntimeException away) {
                return Health.down(away).build();
            }
        };
    }
}
