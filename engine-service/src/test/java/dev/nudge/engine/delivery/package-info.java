/** What becomes of messages. */
@NullMarked
package dev.nudge.engine.delivery;

import org.jspecify.annotations.NullMarked;
