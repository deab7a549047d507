package dev.nudge.engine.registry;

import dev.nudge.testsupport.OnContainers;

/** The same tests on Apache Kafka in a container, if Docker is available. */
@OnContainers
class KafkaChangeLogOnKafkaTest extends KafkaChangeLogTest {}
