/** Tests of callbacks of providers. */
@NullMarked
package dev.nudge.api.callback;

import org.jspecify.annotations.NullMarked;
