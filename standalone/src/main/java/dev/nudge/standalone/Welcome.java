package dev.nudge.standalone;

import dev.nudge.Topics;
import dev.nudge.standalone.demo.DemoHistory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Logs the addresses of the API and the servers once the process is ready, and loads the demo if it is enabled. */
final class Welcome implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);
    private static final long PAUSE_MILLISECONDS = 50;
    private static final int DEMO_ATTEMPTS = 5;

    private final HealthEndpoint health;
    private final StandaloneProperties properties;
    private final Environment environment;
    private final ObjectProvider<TokenController> tokens;
    private final MongoDatabaseFactory mongo;
    private final CountDownLatch stopping = new CountDownLatch(1);

    Welcome(HealthEndpoint health, StandaloneProperties properties, Environment environment,
            ObjectProvider<TokenController> tokens, MongoDatabaseFactory mongo) {
        this.health = health;
        this.properties = properties;
        this.environment = environment;
        this.tokens = tokens;
        this.mongo = mongo;
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
            if (properties.demo()) {
                showDemo();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void showDemo() throws InterruptedException {
        TokenController issuer = tokens.getIfAvailable();
        if (issuer == null) {
            LOG.warn("The demo was not loaded: it requires development tokens, which are not available if an identity"
                    + " provider is configured.");
            return;
        }
        Demo demo = new Demo(issuer, url(), kafka());
        DemoHistory history = new DemoHistory(mongo, properties.dataDirectory().resolve("demo-history"),
                InstantSource.system());
        if (retry(() -> {
            String commands = demo.load();
            LOG.info("The demo organization is loaded. Paste this into a shell to see a follow-up:\n\n{}", commands);
        })) {
            retry(() -> history.load(demo.automationsOfTheHistory(), partitions(Topics.LEAD_EVENTS),
                    partitions(Topics.MESSAGE_COMMANDS)));
        }
    }

    @FunctionalInterface
    private interface Loading {
        void run() throws InterruptedException;
    }

    /** @return whether it was loaded; the first calls can fail on a busy machine */
    private boolean retry(Loading loading) throws InterruptedException {
        for (int attempt = 1; attempt <= DEMO_ATTEMPTS; attempt++) {
            if (load(loading, attempt)) {
                return true;
            }
            if (stopping.await(attempt, TimeUnit.SECONDS)) {
                return false;
            }
        }
        return false;
    }

    private static boolean load(Loading loading, int attempt) throws InterruptedException {
        try {
            loading.run();
            return true;
        } catch (RuntimeException notLoaded) {
            if (attempt == DEMO_ATTEMPTS) {
                LOG.error("The demo organization could not be loaded. Restart to try again.", notLoaded);
            } else {
                LOG.warn("The demo organization could not be loaded. Retrying. Cause: {}", notLoaded.getMessage());
            }
            return false;
        }
    }

    private int partitions(String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka()))) {
            return admin.describeTopics(List.of(topic)).allTopicNames().toCompletionStage().toCompletableFuture()
                    .join().values().iterator().next().partitions().size();
        }
    }

    private boolean isReady() {
        HealthDescriptor readiness = health.healthForPath("readiness");
        return readiness != null && readiness.getStatus().equals(Status.UP);
    }

    private String paragraph() {
        return """
                Nudge is ready.
                  Console  %1$s/
                  API      %1$s/api, with a token from POST %1$s/dev/token
                  Try it   %1$s/swagger-ui.html
                  Health   %1$s/actuator/health/readiness, metrics at %1$s/actuator/prometheus
                  Kafka    %2$s, topic lead.events
                  MongoDB  %3$s
                  Data     %4$s, kept until you delete it; Ctrl-C stops"""
                .formatted(url(), kafka(),
                        environment.getProperty("spring.mongodb.uri"), properties.dataDirectory());
    }

    private String url() {
        return "http://localhost:" + environment.getProperty("local.server.port");
    }

    private String kafka() {
        return environment.getRequiredProperty("spring.kafka.bootstrap-servers");
    }

    @Override
    public void destroy() {
        stopping.countDown();
    }
}
