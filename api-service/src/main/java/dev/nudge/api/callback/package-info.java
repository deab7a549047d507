/** {@code /callbacks}: what providers report and forward, authenticated by their signatures. */
@NullMarked
package dev.nudge.api.callback;

import org.jspecify.annotations.NullMarked;
