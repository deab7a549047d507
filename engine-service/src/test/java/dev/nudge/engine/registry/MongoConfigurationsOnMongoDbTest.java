package dev.nudge.engine.registry;

import dev.nudge.testsupport.OnContainers;

/** The same tests on MongoDB in a container, if Docker is available. */
@OnContainers
class MongoConfigurationsOnMongoDbTest extends MongoConfigurationsTest {}
