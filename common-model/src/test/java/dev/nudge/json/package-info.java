/** Tests of the JSON reader. */
@NullMarked
package dev.nudge.json;

import org.jspecify.annotations.NullMarked;
