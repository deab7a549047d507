@NullMarked
package dev.nudge.infrastructure.tracing;

import org.jspecify.annotations.NullMarked;
