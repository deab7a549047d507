/** Each user's switch for each automation, and whose switch counts for a lead (S4). */
@NullMarked
package dev.nudge.api.preference;

import org.jspecify.annotations.NullMarked;
