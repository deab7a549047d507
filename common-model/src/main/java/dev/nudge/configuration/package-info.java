/** Configuration changes that the API publishes to all engines. */
@NullMarked
package dev.nudge.configuration;

import org.jspecify.annotations.NullMarked;
