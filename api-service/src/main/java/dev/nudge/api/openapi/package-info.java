/** The OpenAPI description of the API, with a page for trying it out. */
@NullMarked
package dev.nudge.api.openapi;

import org.jspecify.annotations.NullMarked;
