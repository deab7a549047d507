/** Documents that were deleted long ago are removed, and no others. */
@NullMarked
package dev.nudge.api.purge;

import org.jspecify.annotations.NullMarked;
