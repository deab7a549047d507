/** Versioned automations over HTTP, visible only to their organization. */
@NullMarked
package dev.nudge.api.automation;

import org.jspecify.annotations.NullMarked;
