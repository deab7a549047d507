package dev.nudge.engine.delivery;

import dev.nudge.testsupport.OnContainers;

/** The same tests on MongoDB in a container, if Docker is available. */
@OnContainers
class DeliveryPipelineOnMongoDbTest extends DeliveryPipelineTest {}
