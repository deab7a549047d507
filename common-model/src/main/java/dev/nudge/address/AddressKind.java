package dev.nudge.address;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** What a lead can opt out of (F4): a phone number, which sms and WhatsApp share, or an e-mail address. */
public enum AddressKind {

    PHONE("phone"),
    EMAIL("email");

    private final String json;

    AddressKind(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }

    public static Optional<AddressKind> named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.json.equals(name)).findFirst();
    }
}
