/** JSON as plain Java values, and readers that report each violation with its JSON pointer. */
@NullMarked
package dev.nudge.json;

import org.jspecify.annotations.NullMarked;
