/** A lead's state, and how an event changes what is known about the lead (E, X, F4). */
@NullMarked
package dev.nudge.lead;

import org.jspecify.annotations.NullMarked;
