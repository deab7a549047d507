/**
 * {@code /api/decisions}, {@code /api/leads/{id}/decisions} and {@code /api/automations/{id}/decisions}: decisions and
 * their reasons.
 */
@NullMarked
package dev.nudge.api.decision;

import org.jspecify.annotations.NullMarked;
