/** {@code /api/catalog}: what automations can be made of, and what decisions and messages can say. */
@NullMarked
package dev.nudge.api.catalog;

import org.jspecify.annotations.NullMarked;
