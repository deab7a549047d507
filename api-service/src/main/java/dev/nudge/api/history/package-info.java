/** What the engine wrote, to be read: leads, decisions, messages. */
@NullMarked
package dev.nudge.api.history;

import org.jspecify.annotations.NullMarked;
