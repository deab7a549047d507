package dev.nudge.automation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One user's switch for one automation (S4), and whom to tell when it fires (F2). */
public record Preference(boolean enabled, @Nullable UserSmsNotification userSmsNotification, int version) {

    /** Texts to the user's own numbers, beside the messages to the lead. */
    public record UserSmsNotification(boolean enabled, List<String> phoneNumbers, String message) {}
}
