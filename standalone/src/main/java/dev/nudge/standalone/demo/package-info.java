/** The demo organization: its configuration, and a history that the engine decides over generated events. */
@NullMarked
package dev.nudge.standalone.demo;

import org.jspecify.annotations.NullMarked;
