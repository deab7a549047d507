/** What a team configures: automations, preferences, organizations. */
@NullMarked
package dev.nudge.automation;

import org.jspecify.annotations.NullMarked;
