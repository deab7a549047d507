/** What tests of the API share: the servers it runs on, clients, examples, and the description that answers are checked against. */
@NullMarked
package dev.nudge.api.support;

import org.jspecify.annotations.NullMarked;
