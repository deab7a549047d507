/** One document per lead, written behind a fence, and the folding of events into it. */
@NullMarked
package dev.nudge.engine.lead;

import org.jspecify.annotations.NullMarked;
