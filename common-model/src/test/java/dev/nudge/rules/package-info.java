/** The contract, rule by rule: each test names the rules that it verifies. */
@NullMarked
package dev.nudge.rules;

import org.jspecify.annotations.NullMarked;
