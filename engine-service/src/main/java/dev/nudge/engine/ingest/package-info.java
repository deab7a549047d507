/** From bytes to lead events: what can't be understood is dead-lettered, what is misrouted is forwarded. */
@NullMarked
package dev.nudge.engine.ingest;

import org.jspecify.annotations.NullMarked;
