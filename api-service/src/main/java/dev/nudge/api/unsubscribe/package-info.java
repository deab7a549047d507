/** {@code /unsubscribe}: the links in e-mails by which a person unsubscribes (RFC 8058). */
@NullMarked
package dev.nudge.api.unsubscribe;

import org.jspecify.annotations.NullMarked;
