/** Tests of links to unsubscribe. */
@NullMarked
package dev.nudge.api.unsubscribe;

import org.jspecify.annotations.NullMarked;
