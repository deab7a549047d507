package dev.nudge.engine;

import dev.nudge.testsupport.OnContainers;

/** The same on Apache Kafka and MongoDB in containers, where Docker is. */
@OnContainers
class EngineTopicsOnKafkaTest extends EngineTopicsTest {}
