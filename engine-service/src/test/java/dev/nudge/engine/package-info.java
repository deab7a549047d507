/** The engine on the real in-process broker and store. */
@NullMarked
package dev.nudge.engine;

import org.jspecify.annotations.NullMarked;
