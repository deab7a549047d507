/** The settings of delivery and of its providers, which both services read: one sends, the other verifies callbacks. */
@NullMarked
package dev.nudge.infrastructure.provider;

import org.jspecify.annotations.NullMarked;
