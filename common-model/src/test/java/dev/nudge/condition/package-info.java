/** Tests of the classes behind conditions. */
@NullMarked
package dev.nudge.condition;

import org.jspecify.annotations.NullMarked;
