/** Reading events in other formats. */
@NullMarked
package dev.nudge.event;

import org.jspecify.annotations.NullMarked;
