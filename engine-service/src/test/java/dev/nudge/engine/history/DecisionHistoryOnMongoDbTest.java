package dev.nudge.engine.history;

import dev.nudge.testsupport.OnContainers;

/** The same on a real MongoDB, where Docker is. */
@OnContainers
class DecisionHistoryOnMongoDbTest extends DecisionHistoryTest {}
