/** Tests of what happens when a batch fails. */
@NullMarked
package dev.nudge.engine.failure;

import org.jspecify.annotations.NullMarked;
