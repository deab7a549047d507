@NullMarked
package dev.nudge.engine.publish;

import org.jspecify.annotations.NullMarked;
