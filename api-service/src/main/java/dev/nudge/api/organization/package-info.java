/** {@code /api/organization}: the settings that an organization has once. */
@NullMarked
package dev.nudge.api.organization;

import org.jspecify.annotations.NullMarked;
