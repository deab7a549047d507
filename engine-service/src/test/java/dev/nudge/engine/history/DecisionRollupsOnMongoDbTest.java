package dev.nudge.engine.history;

import dev.nudge.testsupport.OnContainers;

/** The same tests on MongoDB in a container, if Docker is available. */
@OnContainers
class DecisionRollupsOnMongoDbTest extends DecisionRollupsTest {}
