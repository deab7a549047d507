/** Message templates over HTTP. */
@NullMarked
package dev.nudge.api.template;

import org.jspecify.annotations.NullMarked;
