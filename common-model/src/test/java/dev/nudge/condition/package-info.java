/** Tests of what conditions are made of. */
@NullMarked
package dev.nudge.condition;

import org.jspecify.annotations.NullMarked;
