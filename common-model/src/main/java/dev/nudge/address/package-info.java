/** Phone numbers and e-mail addresses, normalised (F1). */
@NullMarked
package dev.nudge.address;

import org.jspecify.annotations.NullMarked;
