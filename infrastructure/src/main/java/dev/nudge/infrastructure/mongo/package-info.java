/** What both services must agree on about MongoDB: settings, names, ids, indexes, conversions and failures. */
@NullMarked
package dev.nudge.infrastructure.mongo;

import org.jspecify.annotations.NullMarked;
