/** Windows of local time (W) and calendar delays (S8), computed from time zone rules. */
@NullMarked
package dev.nudge.schedule;

import org.jspecify.annotations.NullMarked;
