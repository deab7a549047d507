/** Each user's preference for each automation, and the preference that applies to a lead (S4). */
@NullMarked
package dev.nudge.api.preference;

import org.jspecify.annotations.NullMarked;
