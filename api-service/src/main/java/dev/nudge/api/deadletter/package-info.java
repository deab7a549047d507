/** What the engine could not process, for people: to look at, and to replay when the cause is mended. */
@NullMarked
package dev.nudge.api.deadletter;

import org.jspecify.annotations.NullMarked;
