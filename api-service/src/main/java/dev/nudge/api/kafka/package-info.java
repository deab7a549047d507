/** Kafka access: appends records and waits for acknowledgement, or fails within seconds. */
@NullMarked
package dev.nudge.api.kafka;

import org.jspecify.annotations.NullMarked;
