/** Lead events: what they must look like (E1-E6) and what they say. */
@NullMarked
package dev.nudge.event;

import org.jspecify.annotations.NullMarked;
