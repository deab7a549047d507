package dev.nudge.api.support;

import dev.nudge.api.ApiApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** Runs the complete API with its servers, shared by all such tests; each test uses its own organization. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = ApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "management.server.port=0", "nudge.api.relay.sweep-interval=200ms",
        "nudge.api.security.key-refresh-interval=0s", "nudge.api.stream.longest=20ms"})
@ContextConfiguration(initializers = TestServers.class)
@Import({Api.class, TestProviders.class})
public @interface ApiTest {
}
