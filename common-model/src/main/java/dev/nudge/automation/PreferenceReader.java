package dev.nudge.automation;

import dev.nudge.address.Address;
import dev.nudge.automation.Preference.UserSmsNotification;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a preference from its document, or returns everything that is wrong with it. */
public final class PreferenceReader {

    public static final Set<String> NOTIFICATION_FIELDS = Set.of("enabled", "phoneNumbers", "message");

    private PreferenceReader() {}

    /** Validates a request body; only {@code enabled} and {@code userSmsNotification} are allowed. */
    public static List<Violation> check(Map<String, ? extends @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(AutomationReader.PREFERENCE_FIELDS);
        check(object);
        return object.violations();
    }

    static void check(JsonObject object) {
        object.bool("enabled");
        notification(object, true);
    }

    /** Reads a stored document. */
    public static Reading<Preference> read(Map<String, ? extends @Nullable Object> document) {
        JsonObject object = JsonObject.of(document);
        Boolean enabled = object.bool("enabled");
        UserSmsNotification notification = notification(object, false);
        Integer version = object.integer("version", 1, Integer.MAX_VALUE);
        return object.violations().isEmpty()
                ? new Reading.Understood<>(new Preference(Boolean.TRUE.equals(enabled), notification,
                        version == null ? 0 : version))
                : new Reading.Refused<>(object.violations());
    }

    /**
     * @param isSent whether a user sends it; of a stored one, a number that is not valid is skipped when it fires (F2)
     */
    private static @Nullable UserSmsNotification notification(JsonObject object, boolean isSent) {
        JsonObject notification = object.object("userSmsNotification");
        if (notification == null) {
            return null;
        }
        notification.allowOnly(NOTIFICATION_FIELDS);
        Boolean enabled = notification.bool("enabled");
        String message = notification.text("message", 1_600);
        Map<String, String> phoneNumbers = notification.textsByPointer("phoneNumbers", 20, 40);
        phoneNumbers.forEach((at, phoneNumber) -> {
            if (isSent && !Address.E164.matcher(phoneNumber).matches()) {
                notification.violationAt(at, Violation.FORMAT,
                        "Expected a phone number such as +14155551234 in \"phoneNumbers\" but found "
                                + JsonObject.typeOf(phoneNumber) + ".");
            }
        });
        if (Boolean.TRUE.equals(enabled)) {
            if (notification.hasNoElements("phoneNumbers")) {
                notification.violation("phoneNumbers", Violation.REQUIRED,
                        "Expected at least one phone number while \"userSmsNotification\" is enabled.");
            }
            if (message == null || message.isBlank()) {
                notification.violation("message", Violation.REQUIRED,
                        "\"message\" is required while \"userSmsNotification\" is enabled.");
            }
        }
        return new UserSmsNotification(Boolean.TRUE.equals(enabled), List.copyOf(phoneNumbers.values()),
                message == null ? "" : message);
    }
}
