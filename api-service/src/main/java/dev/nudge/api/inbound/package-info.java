/** Messages that come in from providers: they become events of the leads that have the sender's address. */
@NullMarked
package dev.nudge.api.inbound;

import org.jspecify.annotations.NullMarked;
