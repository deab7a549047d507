/** Management endpoints: who may use which. */
@NullMarked
package dev.nudge.infrastructure.management;

import org.jspecify.annotations.NullMarked;
