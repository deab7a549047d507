/** The log: what is appended to it and how it is written. */
@NullMarked
package dev.nudge.engine.publish;

import org.jspecify.annotations.NullMarked;
