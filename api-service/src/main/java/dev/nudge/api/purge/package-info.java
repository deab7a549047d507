/** Removes long-deleted documents once a day. */
@NullMarked
package dev.nudge.api.purge;

import org.jspecify.annotations.NullMarked;
