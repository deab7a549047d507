/** Shared by the tests of several modules: servers, clients, readers of topics and collections, and processes. */
@NullMarked
package dev.nudge.testsupport;

import org.jspecify.annotations.NullMarked;
