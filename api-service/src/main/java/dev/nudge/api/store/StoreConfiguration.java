package dev.nudge.api.store;

import dev.nudge.infrastructure.mongo.MongoSettings;
import java.util.List;
import org.bson.Document;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The API's database access, its indexes and its health. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
public class StoreConfiguration {

    /** Replaces Spring Boot's template, so that no template without these settings can be injected. */
    @Bean
    MongoTemplate apiMongoTemplate(MongoDatabaseFactory database, StoreProperties properties) {
        return MongoSettings.template(database, properties.timeout());
    }

    @Bean(initMethod = "start")
    IndexInitializer apiPreparation(List<IndexedCollection> collections) {
        return new IndexInitializer(collections);
    }

    /** Spring Boot's own MongoDB check may wait for 30 seconds and uses a command that not every server supports. */
    @Bean
    HealthIndicator apiStoreHealthIndicator(MongoTemplate store) {
        return () -> {
            try {
                store.getDb().runCommand(new Document("ping", 1));
                return Health.up().build();
            } catch (RuntimeException unavailable) {
                return Health.down(unavailable).build();
            }
        };
    }
}
