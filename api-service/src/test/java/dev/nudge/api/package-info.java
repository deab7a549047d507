/** Tests of the API over HTTP, with Kafka and MongoDB servers. */
@NullMarked
package dev.nudge.api;

import org.jspecify.annotations.NullMarked;
