/** Tests of the files that run Nudge as separate services, without Docker and without Kubernetes. */
@NullMarked
package dev.nudge.standalone.deployment;

import org.jspecify.annotations.NullMarked;
