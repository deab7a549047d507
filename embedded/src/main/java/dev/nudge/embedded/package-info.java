/** A Kafka broker and a MongoDB-protocol store that live in this process and keep their data in a directory. */
@NullMarked
package dev.nudge.embedded;

import org.jspecify.annotations.NullMarked;
