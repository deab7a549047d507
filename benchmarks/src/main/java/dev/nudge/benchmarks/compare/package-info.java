/** Builds and measures two revisions of the project in turn, and judges which figures have changed. */
@NullMarked
package dev.nudge.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
