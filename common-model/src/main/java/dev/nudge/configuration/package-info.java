/** Changes of what teams configure, as they travel from the API to every engine. */
@NullMarked
package dev.nudge.configuration;

import org.jspecify.annotations.NullMarked;
