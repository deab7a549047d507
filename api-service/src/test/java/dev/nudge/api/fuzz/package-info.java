/** Random requests that are generated from the API's description. */
@NullMarked
package dev.nudge.api.fuzz;

import org.jspecify.annotations.NullMarked;
