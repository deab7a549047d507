/** How requests are read and how faults are answered (RFC 9457), the same for every route. */
@NullMarked
package dev.nudge.api.http;

import org.jspecify.annotations.NullMarked;
