/** Shared by the engine's tests: the engine on servers, and the engine with in-memory replacements of them. */
@NullMarked
package dev.nudge.engine.support;

import org.jspecify.annotations.NullMarked;
