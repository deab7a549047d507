/** The edge to Kafka: records appended and acknowledged, or a refusal within seconds. */
@NullMarked
package dev.nudge.api.kafka;

import org.jspecify.annotations.NullMarked;
