/** JSON as plain Java values, and the reading of it that names each fault by its pointer. */
@NullMarked
package dev.nudge.json;

import org.jspecify.annotations.NullMarked;
