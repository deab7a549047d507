package dev.nudge.automation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user's preference for one automation: whether it is enabled (S4), and the notification when it fires (F2). */
public record Preference(boolean enabled, @Nullable UserSmsNotification userSmsNotification, int version) {

    /** SMS messages to the user's own numbers, in addition to the messages to the lead. */
    public record UserSmsNotification(boolean enabled, List<String> phoneNumbers, String message) {}
}
