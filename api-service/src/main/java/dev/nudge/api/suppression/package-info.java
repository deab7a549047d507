/** {@code /api/suppressions}: the addresses to which nothing is sent, and their import from files. */
@NullMarked
package dev.nudge.api.suppression;

import org.jspecify.annotations.NullMarked;
