/** The keys by which leads are found. */
@NullMarked
package dev.nudge.infrastructure.lead;

import org.jspecify.annotations.NullMarked;
