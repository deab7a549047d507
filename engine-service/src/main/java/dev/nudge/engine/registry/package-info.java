/** All that teams have configured, in memory, as new as the log says. */
@NullMarked
package dev.nudge.engine.registry;

import org.jspecify.annotations.NullMarked;
