package dev.nudge.standalone;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says where everything is, once, when it can be used. */
final class Welcome implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);
    private static final long PAUSE_MILLISECONDS = 50;

    private final HealthEndpoint health;
    private final StandaloneProperties properties;
    private final Environment environment;
    private final CountDownLatch stopping = new CountDownLatch(1);

    Welcome(HealthEndpoint health, StandaloneProperties properties, Environment environment) {
        this.health = health;
        this.properties = properties;
        this.environment = environment;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent started) {
        Thread.ofVirtual().name("welcome").start(this::whenReady);
    }

    private void whenReady() {
        try {
            while (!isReady()) {
                if (stopping.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            LOG.info("{}", paragraph());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady() {
        HealthDescriptor readiness = health.healthForPath("readiness");
        return readiness != null && readiness.getStatus().equals(Status.UP);
    }

    private String paragraph() {
        String url = "http://localhost:" + environment.getProperty("local.server.port");
        return """
                Nudge is ready.
                  API      %1$s/api, with a token from POST %1$s/dev/token
                  Health   %1$s/actuator/health/readiness, metrics at %1$s/actuator/prometheus
                  Kafka    %2$s, topic lead.events
                  MongoDB  %3$s
                  Data     %4$s, kept until you delete it; Ctrl-C stops"""
                .formatted(url, environment.getProperty("spring.kafka.bootstrap-servers"),
                        environment.getProperty("spring.mongodb.uri"), properties.dataDirectory());
    }

    @Override
    public void destroy() {
        stopping.countDown();
    }
}
