/** Tests of the form of a lead's document, of this version and of earlier ones. */
@NullMarked
package dev.nudge.infrastructure.lead;

import org.jspecify.annotations.NullMarked;
