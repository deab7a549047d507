/** The configuration as the engine knows it. */
@NullMarked
package dev.nudge.engine.registry;

import org.jspecify.annotations.NullMarked;
