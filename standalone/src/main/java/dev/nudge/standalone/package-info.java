/** Everything in one process, for a first look and for tests: the API, the engine, the broker and the store. */
@NullMarked
package dev.nudge.standalone;

import org.jspecify.annotations.NullMarked;
