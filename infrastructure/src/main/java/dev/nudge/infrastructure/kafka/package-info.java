/** What both services agree on about Kafka: how clients connect, and how topics are created. */
@NullMarked
package dev.nudge.infrastructure.kafka;

import org.jspecify.annotations.NullMarked;
