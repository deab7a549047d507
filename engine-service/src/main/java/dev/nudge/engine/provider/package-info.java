/** The providers that transport messages: one class each behind {@code MessageProvider}. */
@NullMarked
package dev.nudge.engine.provider;

import org.jspecify.annotations.NullMarked;
