/** The leads' documents, their fenced writes and their cache. */
@NullMarked
package dev.nudge.engine.lead;

import org.jspecify.annotations.NullMarked;
