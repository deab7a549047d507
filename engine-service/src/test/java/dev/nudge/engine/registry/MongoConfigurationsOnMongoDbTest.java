package dev.nudge.engine.registry;

import dev.nudge.testsupport.OnContainers;

/** The same on a real MongoDB, where Docker is. */
@OnContainers
class MongoConfigurationsOnMongoDbTest extends MongoConfigurationsTest {}
