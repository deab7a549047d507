/** Coverage-guided fuzz targets: any external input is read, evaluated and rendered correctly and in bounded time. */
@NullMarked
package dev.nudge.reliability.fuzz;

import org.jspecify.annotations.NullMarked;
