/** Messages (F): their ids, addresses and rendered text. */
@NullMarked
package dev.nudge.message;

import org.jspecify.annotations.NullMarked;
