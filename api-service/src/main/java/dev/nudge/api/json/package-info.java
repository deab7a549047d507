/** JSON text, read strictly and with exact numbers, and written compactly. */
@NullMarked
package dev.nudge.api.json;

import org.jspecify.annotations.NullMarked;
