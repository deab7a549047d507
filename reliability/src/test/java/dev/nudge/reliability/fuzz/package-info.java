/** Coverage-guided fuzz targets: whatever comes from outside is read, judged and rendered without a fault, in time. */
@NullMarked
package dev.nudge.reliability.fuzz;

import org.jspecify.annotations.NullMarked;
