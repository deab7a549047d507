@NullMarked
package dev.nudge.standalone.demo;

import org.jspecify.annotations.NullMarked;
