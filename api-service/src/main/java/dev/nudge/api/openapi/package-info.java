/** What the API says of itself: an OpenAPI description, served with a page to try it. */
@NullMarked
package dev.nudge.api.openapi;

import org.jspecify.annotations.NullMarked;
