/** The REST service: its main class, and the configuration that other processes import. */
@NullMarked
package dev.nudge.api;

import org.jspecify.annotations.NullMarked;
