/** The engine on the real in-process broker and database. */
@NullMarked
package dev.nudge.engine;

import org.jspecify.annotations.NullMarked;
