/** Stories about leads in the words of the contract: given, receive, advance, and what must have come of it. */
@NullMarked
package dev.nudge.story;

import org.jspecify.annotations.NullMarked;
