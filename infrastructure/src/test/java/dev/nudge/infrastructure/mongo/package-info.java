/** What both services agree on about MongoDB, held by tests. */
@NullMarked
package dev.nudge.infrastructure.mongo;

import org.jspecify.annotations.NullMarked;
