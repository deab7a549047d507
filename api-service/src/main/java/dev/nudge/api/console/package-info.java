/** Serves the console: its page at each of its addresses, its files, and how people sign in. */
@NullMarked
package dev.nudge.api.console;

import org.jspecify.annotations.NullMarked;
