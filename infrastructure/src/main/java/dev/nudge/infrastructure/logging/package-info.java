/** The log: one line per event, whatever text of others is in it. */
@NullMarked
package dev.nudge.infrastructure.logging;

import org.jspecify.annotations.NullMarked;
