/** Links by which a person ends messages to an address: one service makes them, the other follows them. */
@NullMarked
package dev.nudge.infrastructure.unsubscribe;

import org.jspecify.annotations.NullMarked;
