package dev.nudge.automation;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.nudge.address.AddressKind;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The channel on which a message is sent. */
public enum Channel {

    SMS("sms", AddressKind.PHONE),
    WHATSAPP("whatsapp", AddressKind.PHONE),
    EMAIL("email", AddressKind.EMAIL),
    WEBHOOK("webhook", null);

    private final String json;
    private final @Nullable AddressKind addressKind;

    Channel(String json, @Nullable AddressKind addressKind) {
        this.json = json;
        this.addressKind = addressKind;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /** The kind of the lead's address on this channel; null for the webhook, which has none and no opt-out (F4). */
    public @Nullable AddressKind addressKind() {
        return addressKind;
    }

    /** The channel that an optional field names; empty with a violation when it names none. */
    public static Optional<Channel> read(JsonObject object, String field) {
        String name = object.text(field, 20);
        Optional<Channel> channel = named(name);
        if (name != null && channel.isEmpty()) {
            refuse(object, field, name);
        }
        return channel;
    }

    static void refuse(JsonObject object, String field, String name) {
        object.violation(field, Violation.UNKNOWN_VALUE, "Expected sms, whatsapp, email or webhook in \"" + field
                + "\" but found " + JsonObject.typeOf(name) + ".");
    }

    public static Optional<Channel> named(@Nullable String name) {
        return Arrays.stream(values()).filter(channel -> channel.json.equals(name)).findFirst();
    }
}
