/** What users are promised, told from outside: by HTTP, by Kafka clients, and by killing the process. */
@NullMarked
package dev.nudge.standalone.acceptance;

import org.jspecify.annotations.NullMarked;
