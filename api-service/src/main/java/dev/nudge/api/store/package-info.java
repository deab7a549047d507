/** The API's MongoDB collections: durable writes, bounded waits, lossless JSON. */
@NullMarked
package dev.nudge.api.store;

import org.jspecify.annotations.NullMarked;
