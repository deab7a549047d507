/** Tests of the judgement of two revisions. */
@NullMarked
package dev.nudge.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
