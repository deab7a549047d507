/** Providers over real sockets, with stubs of the servers that they talk to. */
@NullMarked
package dev.nudge.engine.provider;

import org.jspecify.annotations.NullMarked;
