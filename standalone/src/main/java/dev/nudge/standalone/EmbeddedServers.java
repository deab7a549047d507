package dev.nudge.standalone;

import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Runs the broker and the store in this process. They start before the first bean is created and stop after the last
 * one was destroyed; their addresses are properties of the environment.
 */
final class EmbeddedServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Binder binder = Binder.get(environment);
        StandaloneProperties properties = binder.bindOrCreate("nudge.standalone", StandaloneProperties.class);
        Running running = new Running();
        try {
            DataDirectory directory = running.add(DataDirectory.open(properties.dataDirectory()));
            requireFreePorts(binder, properties);
            Path data = directory.path();
            EmbeddedMongo mongo = running.add(EmbeddedMongo.start(data.resolve("store"), properties.mongodbPort()));
            EmbeddedKafka kafka = running.add(EmbeddedKafka.start(data.resolve("kafka"), properties.kafkaPort()));
            environment.getPropertySources().addFirst(new MapPropertySource("embedded servers",
                    Map.of("spring.kafka.bootstrap-servers", kafka.bootstrapServers(), "spring.mongodb.uri",
                            mongo.uri() + "/nudge")));
        } catch (RuntimeException failure) {
            running.destroy();
            throw failure;
        }
        // Disposable beans are destroyed in reverse order of their registration; this one is registered first and
        // destroyed last.
        ((DefaultSingletonBeanRegistry) context.getBeanFactory()).registerDisposableBean("embeddedServers", running);
    }

    /** Checks the ports before any server starts, so that conflicts are reported immediately. */
    private static void requireFreePorts(Binder binder, StandaloneProperties properties) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetAddress api = binder.bind("server.address", InetAddress.class).orElse(null);
        Port.API.requireFree(Objects.requireNonNullElse(api, loopback),
                binder.bind("server.port", Integer.class).orElse(0));
        Port.KAFKA.requireFree(loopback, properties.kafkaPort());
        Port.MONGODB.requireFree(loopback, properties.mongodbPort());
    }

    private static final class Running implements DisposableBean {

        private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

        private final Deque<AutoCloseable> servers = new ArrayDeque<>();

        private <T extends AutoCloseable> T add(T server) {
            servers.push(server);
            return server;
        }

        @Override
        public void destroy() {
            while (!servers.isEmpty()) {
                AutoCloseable server = servers.pop();
                try {
                    server.close();
                } catch (Exception unexpected) {
                    LOG.error("{} could not be stopped", server, unexpected); // the other servers must be stopped, too
                }
            }
        }
    }
}
