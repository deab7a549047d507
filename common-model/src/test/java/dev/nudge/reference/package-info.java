/** The contract told a second time, as simply and as slowly as possible, to compare the real thing with. It shares no code with it. */
@NullMarked
package dev.nudge.reference;

import org.jspecify.annotations.NullMarked;
