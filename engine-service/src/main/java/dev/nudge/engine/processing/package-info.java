/** One batch of {@code lead.events}: classified, decided for each lead, written, published, committed. */
@NullMarked
package dev.nudge.engine.processing;

import org.jspecify.annotations.NullMarked;
