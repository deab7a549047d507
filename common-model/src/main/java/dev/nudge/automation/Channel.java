package dev.nudge.automation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The channel on which a message is sent. */
public enum Channel {

    SMS("sms"),
    WHATSAPP("whatsapp"),
    EMAIL("email"),
    WEBHOOK("webhook");

    private final String json;

    Channel(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }

    public static Optional<Channel> named(@Nullable String name) {
        return Arrays.stream(values()).filter(channel -> channel.json.equals(name)).findFirst();
    }
}
