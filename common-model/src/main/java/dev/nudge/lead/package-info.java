/** The state of a lead, and the changes that an event makes to it (E, X, F4). */
@NullMarked
package dev.nudge.lead;

import org.jspecify.annotations.NullMarked;
