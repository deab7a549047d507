/** How a process reports that a setting prevents its start. */
@NullMarked
package dev.nudge.infrastructure.startup;

import org.jspecify.annotations.NullMarked;
