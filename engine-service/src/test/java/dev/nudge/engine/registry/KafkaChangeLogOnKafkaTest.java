package dev.nudge.engine.registry;

import dev.nudge.testsupport.OnContainers;

/** The same on Apache Kafka in a container, where Docker is. */
@OnContainers
class KafkaChangeLogOnKafkaTest extends KafkaChangeLogTest {}
