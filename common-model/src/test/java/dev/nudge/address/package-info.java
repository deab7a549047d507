@NullMarked
package dev.nudge.address;

import org.jspecify.annotations.NullMarked;
