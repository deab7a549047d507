/** Tests of links to unsubscribe. */
@NullMarked
package dev.nudge.infrastructure.unsubscribe;

import org.jspecify.annotations.NullMarked;
