/** {@code /api/leads/{id}/decisions} and {@code /api/automations/{id}/decisions}: what automations did, and why. */
@NullMarked
package dev.nudge.api.decision;

import org.jspecify.annotations.NullMarked;
