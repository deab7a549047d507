/** Lead events over HTTP: checked, and acknowledged only when the broker has them. */
@NullMarked
package dev.nudge.api.event;

import org.jspecify.annotations.NullMarked;
