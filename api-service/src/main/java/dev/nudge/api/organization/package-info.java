/** {@code /api/organization}: the settings of an organization. */
@NullMarked
package dev.nudge.api.organization;

import org.jspecify.annotations.NullMarked;
