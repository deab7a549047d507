/** A Kafka broker and a MongoDB-protocol server that run in this process and store their data in a directory. */
@NullMarked
package dev.nudge.embedded;

import org.jspecify.annotations.NullMarked;
