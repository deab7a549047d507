/** Delivery of messages, and the events that report it. */
@NullMarked
package dev.nudge.engine.delivery;

import org.jspecify.annotations.NullMarked;
