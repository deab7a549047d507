/** Stories about leads in the terms of the contract: given, receive, advance, and the expected results. */
@NullMarked
package dev.nudge.story;

import org.jspecify.annotations.NullMarked;
