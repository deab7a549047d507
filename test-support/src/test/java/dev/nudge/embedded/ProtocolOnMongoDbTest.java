package dev.nudge.embedded;

import dev.nudge.testsupport.OnContainers;

/** The same tests on MongoDB in a container, if Docker is available. */
@OnContainers
class ProtocolOnMongoDbTest extends ProtocolTest {}
