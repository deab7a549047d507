/** {@code /api/leads}: the state of leads and their opt-outs. */
@NullMarked
package dev.nudge.api.lead;

import org.jspecify.annotations.NullMarked;
