/** Lead events: their validation (E1-E6) and their content. */
@NullMarked
package dev.nudge.event;

import org.jspecify.annotations.NullMarked;
