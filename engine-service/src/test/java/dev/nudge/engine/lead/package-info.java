/** A lead's document, in the database and in memory. */
@NullMarked
package dev.nudge.engine.lead;

import org.jspecify.annotations.NullMarked;
