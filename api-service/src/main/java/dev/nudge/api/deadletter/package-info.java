/** Lists events that the engine could not process and replays them after the cause is fixed. */
@NullMarked
package dev.nudge.api.deadletter;

import org.jspecify.annotations.NullMarked;
