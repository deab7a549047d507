/** Messages (F): ids, addresses and rendered texts. */
@NullMarked
package dev.nudge.message;

import org.jspecify.annotations.NullMarked;
