/** Removes documents that were deleted long ago, once a day. */
@NullMarked
package dev.nudge.api.purge;

import org.jspecify.annotations.NullMarked;
