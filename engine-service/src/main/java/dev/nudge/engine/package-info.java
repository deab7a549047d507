/** The engine: one lead event in, the right decisions and messages out. {@link LeadEngine} is its table of contents. */
@NullMarked
package dev.nudge.engine;

import org.jspecify.annotations.NullMarked;
