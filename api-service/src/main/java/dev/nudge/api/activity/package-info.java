/** {@code /api/automations/activity}: what automations did recently, and what they wait for. */
@NullMarked
package dev.nudge.api.activity;

import org.jspecify.annotations.NullMarked;
