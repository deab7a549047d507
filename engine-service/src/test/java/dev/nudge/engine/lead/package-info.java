/** A lead's document, in the store and in memory. */
@NullMarked
package dev.nudge.engine.lead;

import org.jspecify.annotations.NullMarked;
