package dev.nudge.infrastructure.provider;

import dev.nudge.automation.Channel;
import java.util.List;
import java.util.stream.Stream;

/** The types of providers, the channels that each serves, and the names of its properties. */
enum ProviderType {

    TWILIO("twilio"),
    SMTP("smtp"),
    WEBHOOK("webhook"),
    LOG("log");

    private final String text;

    ProviderType(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean serves(Channel channel) {
        return switch (this) {
            case TWILIO -> channel == Channel.SMS || channel == Channel.WHATSAPP;
            case SMTP -> channel == Channel.EMAIL;
            case WEBHOOK -> channel == Channel.WEBHOOK;
            case LOG -> true;
        };
    }

    /** The properties of a provider of this type, without their prefix. */
    List<String> properties() {
        Stream<String> common = Stream.of("type", "per-second", "concurrency", "timeout", "max-attempts", "max-age",
                "backoff");
        return Stream.concat(common, ownProperties()).toList();
    }

    private Stream<String> ownProperties() {
        return switch (this) {
            case TWILIO -> Stream.of("base-url", "account-sid", "auth-token", "api-key-sid", "api-key-secret",
                    "messaging-service-sid", "from", "lookup-after");
            case SMTP -> Stream.of("host", "port", "username", "password", "start-tls", "from", "unsubscribe-mailto");
            case WEBHOOK -> Stream.of("secrets", "allow-http", "allow-private-addresses");
            case LOG -> Stream.empty();
        };
    }

    static ProviderType of(ProviderSettings provider) {
        return switch (provider) {
            case ProviderSettings.Twilio _ -> TWILIO;
            case ProviderSettings.Smtp _ -> SMTP;
            case ProviderSettings.Webhook _ -> WEBHOOK;
            case ProviderSettings.Log _ -> LOG;
        };
    }
}
