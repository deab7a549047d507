/** Acceptance tests from outside: with HTTP, with Kafka clients, and by killing the process. */
@NullMarked
package dev.nudge.standalone.acceptance;

import org.jspecify.annotations.NullMarked;
