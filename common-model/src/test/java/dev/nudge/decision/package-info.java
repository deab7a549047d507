/** Parts of the decision that have tests of their own. */
@NullMarked
package dev.nudge.decision;

import org.jspecify.annotations.NullMarked;
