/** What tests of the engine share: the engine on servers, and the engine with all that it uses in memory. */
@NullMarked
package dev.nudge.engine.support;

import org.jspecify.annotations.NullMarked;
