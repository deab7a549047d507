/** The API as its callers and its neighbours see it: over HTTP, on a real broker and a real store. */
@NullMarked
package dev.nudge.api;

import org.jspecify.annotations.NullMarked;
