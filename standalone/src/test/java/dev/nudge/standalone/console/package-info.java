/** The console in a browser, on a process with the demo organization. */
@NullMarked
package dev.nudge.standalone.console;

import org.jspecify.annotations.NullMarked;
