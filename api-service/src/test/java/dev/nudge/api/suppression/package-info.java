/** Tests of the suppression list over HTTP. */
@NullMarked
package dev.nudge.api.suppression;

import org.jspecify.annotations.NullMarked;
