/** How long tests wait, and how slow they let the machine be. */
@NullMarked
package dev.nudge.patience;

import org.jspecify.annotations.NullMarked;
