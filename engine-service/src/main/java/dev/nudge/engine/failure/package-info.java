/** What happens when a batch of records fails: an outage is waited for, a record that causes a failure is isolated. */
@NullMarked
package dev.nudge.engine.failure;

import org.jspecify.annotations.NullMarked;
