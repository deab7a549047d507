package dev.nudge.engine;

import dev.nudge.testsupport.OnContainers;

/** The same tests on Apache Kafka and MongoDB in containers, if Docker is available. */
@OnContainers
class EngineTopicsOnKafkaTest extends EngineTopicsTest {}
