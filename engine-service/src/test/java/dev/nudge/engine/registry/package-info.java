/** What teams have configured, as the engine knows it. */
@NullMarked
package dev.nudge.engine.registry;

import org.jspecify.annotations.NullMarked;
