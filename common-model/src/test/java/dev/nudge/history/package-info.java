/** Random histories that run against the core and the reference model, which must agree after every step. */
@NullMarked
package dev.nudge.history;

import org.jspecify.annotations.NullMarked;
