/** The record of every decision. */
@NullMarked
package dev.nudge.engine.history;

import org.jspecify.annotations.NullMarked;
