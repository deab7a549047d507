/** Tests that inject faults into Nudge, and the figures that they report. */
@NullMarked
package dev.nudge.reliability;

import org.jspecify.annotations.NullMarked;
