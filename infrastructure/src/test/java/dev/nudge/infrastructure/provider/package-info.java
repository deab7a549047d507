/** Tests of the settings of delivery and of its providers. */
@NullMarked
package dev.nudge.infrastructure.provider;

import org.jspecify.annotations.NullMarked;
