package dev.nudge.api.support;

import dev.nudge.testsupport.Containers;
import dev.nudge.testsupport.OnContainers;
import dev.nudge.testsupport.TestDatabase;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/** The tests of an {@link ApiTest} run on a MongoDB in a container; they are reported as skipped without Docker. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@OnContainers
@ContextConfiguration(initializers = ApiOnMongoDb.Server.class, inheritInitializers = false)
public @interface ApiOnMongoDb {

    /** Uses the common servers, except for MongoDB. */
    final class Server extends TestServers {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            super.initialize(context);
            TestPropertyValues.of(Map.of("spring.mongodb.uri", TestDatabase.on(Containers.mongoDbUri()).uri()))
                    .applyTo(context);
        }
    }
}
