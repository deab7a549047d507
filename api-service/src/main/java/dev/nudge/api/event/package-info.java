/** Lead events over HTTP: validated, and acknowledged after Kafka acknowledges them. */
@NullMarked
package dev.nudge.api.event;

import org.jspecify.annotations.NullMarked;
