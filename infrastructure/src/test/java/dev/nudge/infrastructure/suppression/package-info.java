/** Tests of the suppression list. */
@NullMarked
package dev.nudge.infrastructure.suppression;

import org.jspecify.annotations.NullMarked;
