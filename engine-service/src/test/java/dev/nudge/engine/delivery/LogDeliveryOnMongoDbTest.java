package dev.nudge.engine.delivery;

import dev.nudge.testsupport.OnContainers;

/** The same on a real MongoDB, where Docker is. */
@OnContainers
class LogDeliveryOnMongoDbTest extends LogDeliveryTest {}
