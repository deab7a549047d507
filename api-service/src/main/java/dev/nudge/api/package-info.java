/** The REST service: its main class, and the configuration by which another process takes it in. */
@NullMarked
package dev.nudge.api;

import org.jspecify.annotations.NullMarked;
