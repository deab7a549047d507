/** Automations over HTTP: saved under a version, seen by their organization only. */
@NullMarked
package dev.nudge.api.automation;

import org.jspecify.annotations.NullMarked;
