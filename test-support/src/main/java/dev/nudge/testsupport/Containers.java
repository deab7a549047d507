package dev.nudge.testsupport;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * Apache Kafka and MongoDB in containers, started once per process by the first test that needs them; Testcontainers
 * removes them when the process exits. Only for test classes with
 * {@code @Testcontainers(disabledWithoutDocker = true)}.
 */
public final class Containers {

    private Containers() {}

    private static final class Kafka {
        static final KafkaContainer INSTANCE = started();

        private static KafkaContainer started() {
            KafkaContainer container = new KafkaContainer("apache/kafka:4.2.0");
            container.start();
            return container;
        }
    }

    private static final class MongoDb {
        static final MongoDBContainer INSTANCE = started();

        private static MongoDBContainer started() {
            MongoDBContainer container = new MongoDBContainer("mongo:8.0");
            container.start();
            return container;
        }
    }

    public static String kafkaBootstrapServers() {
        return Kafka.INSTANCE.getBootstrapServers();
    }

    public static String mongoDbUri() {
        return MongoDb.INSTANCE.getConnectionString();
    }
}
