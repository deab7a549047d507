/** {@code /api/leads/{id}/timeline}: what happened to a lead, and what Nudge did about it. */
@NullMarked
package dev.nudge.api.timeline;

import org.jspecify.annotations.NullMarked;
