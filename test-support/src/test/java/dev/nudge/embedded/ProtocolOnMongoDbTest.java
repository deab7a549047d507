package dev.nudge.embedded;

import dev.nudge.testsupport.OnContainers;

/** The same on a real MongoDB, where Docker is. */
@OnContainers
class ProtocolOnMongoDbTest extends ProtocolTest {}
