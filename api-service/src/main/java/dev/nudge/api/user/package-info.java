/** Users and organizations, which are created with their first token, and users' preferences. */
@NullMarked
package dev.nudge.api.user;

import org.jspecify.annotations.NullMarked;
