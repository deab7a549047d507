/** The suppression list: addresses to which nothing is sent (F4). */
@NullMarked
package dev.nudge.infrastructure.suppression;

import org.jspecify.annotations.NullMarked;
