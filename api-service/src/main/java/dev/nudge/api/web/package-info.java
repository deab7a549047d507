/** What all routes share: request bodies and queries, pages, entity tags, problems. */
@NullMarked
package dev.nudge.api.web;

import org.jspecify.annotations.NullMarked;
