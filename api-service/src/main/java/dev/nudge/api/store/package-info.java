/** The API's collections in MongoDB: durable writes, bounded waits, JSON kept exactly. */
@NullMarked
package dev.nudge.api.store;

import org.jspecify.annotations.NullMarked;
