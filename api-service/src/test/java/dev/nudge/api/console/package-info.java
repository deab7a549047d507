@NullMarked
package dev.nudge.api.console;

import org.jspecify.annotations.NullMarked;
