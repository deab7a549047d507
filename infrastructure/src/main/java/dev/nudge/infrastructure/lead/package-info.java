/** The document of a lead, as the engine writes it and both services read it. */
@NullMarked
package dev.nudge.infrastructure.lead;

import org.jspecify.annotations.NullMarked;
