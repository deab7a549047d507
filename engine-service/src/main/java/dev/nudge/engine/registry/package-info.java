/** The configuration in memory, kept up to date from the log. */
@NullMarked
package dev.nudge.engine.registry;

import org.jspecify.annotations.NullMarked;
