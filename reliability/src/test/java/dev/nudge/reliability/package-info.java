/** Tests that try to break Nudge, and what they count. */
@NullMarked
package dev.nudge.reliability;

import org.jspecify.annotations.NullMarked;
