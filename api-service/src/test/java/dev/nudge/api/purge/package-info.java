/** Tests that the purge removes long-deleted documents and no others. */
@NullMarked
package dev.nudge.api.purge;

import org.jspecify.annotations.NullMarked;
