/** The configuration of an organization: automations, preferences and the organization's settings. */
@NullMarked
package dev.nudge.automation;

import org.jspecify.annotations.NullMarked;
