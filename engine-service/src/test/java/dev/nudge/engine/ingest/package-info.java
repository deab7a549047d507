@NullMarked
package dev.nudge.engine.ingest;

import org.jspecify.annotations.NullMarked;
