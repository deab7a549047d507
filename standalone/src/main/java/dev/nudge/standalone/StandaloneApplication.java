package dev.nudge.standalone;

import dev.nudge.api.ApiConfiguration;
import dev.nudge.engine.EngineConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** The API and the engine with an embedded broker and store, in one process. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(StandaloneProperties.class)
@Import({ApiConfiguration.class, EngineConfiguration.class, DevelopmentTokens.class, Readiness.class})
public class StandaloneApplication {

    public static void main(String[] arguments) {
        try {
            application().run(arguments);
        } catch (RuntimeException logged) { // the reason is already logged
            System.exit(1);
        }
    }

    static SpringApplication application() {
        return new SpringApplicationBuilder(StandaloneApplication.class).initializers(new EmbeddedServers())
                .application();
    }
}
