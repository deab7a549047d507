/** Random histories, lived through by the core and by the reference model, which must agree at every step. */
@NullMarked
package dev.nudge.history;

import org.jspecify.annotations.NullMarked;
