/** Publishes written changes, based on markers in the documents, until Kafka acknowledges them. */
@NullMarked
package dev.nudge.api.relay;

import org.jspecify.annotations.NullMarked;
