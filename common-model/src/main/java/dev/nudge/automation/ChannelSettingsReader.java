package dev.nudge.automation;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the {@code channels} of an organization: settings by the name of the channel. */
final class ChannelSettingsReader {

    private static final int MAX_PROVIDERS = 10;
    private static final int MAX_NAME_LENGTH = 64;
    private static final int MAX_SENDER_LENGTH = 320;
    private static final Set<String> CHANNELS = Arrays.stream(Channel.values()).map(Channel::json)
            .collect(Collectors.toUnmodifiableSet());
    /** An alphanumeric sender id, which has a letter, or a short code of digits. */
    private static final Pattern SENDER_ID = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}|[0-9]{5,6}");
    private static final Pattern MESSAGING_SERVICE = Pattern.compile("MG[0-9a-f]{32}");
    /** A name is quoted, or has no characters that separate addresses. */
    private static final Pattern NAMED_ADDRESS = Pattern
            .compile("(?:\"[^\"\\\\\\p{Cntrl}]*\" *|[^\"<>()\\[\\]:;@\\\\,\\p{Cntrl}]*)<([^<>]*)>");

    private ChannelSettingsReader() {}

    /** Reads the settings of a request body; violations are added to the object's. */
    static Map<Channel, ChannelSettings> read(@Nullable JsonObject channels, @Nullable String region) {
        Map<Channel, ChannelSettings> settings = new EnumMap<>(Channel.class);
        if (channels != null) {
            channels.allowOnly(CHANNELS);
            for (Channel channel : Channel.values()) {
                JsonObject object = channels.object(channel.json());
                if (object != null) {
                    object.allowOnly(fields(channel));
                    settings.put(channel, settings(channel, object, region));
                }
            }
        }
        return Map.copyOf(settings);
    }

    /** Reads stored settings, which may have been saved under earlier rules; what is not valid counts as not set. */
    static Map<Channel, ChannelSettings> stored(@Nullable Object channels, @Nullable String region) {
        return channels instanceof Map<?, ?> map
                ? read(JsonObject.of(Json.object(map)), region)
                : Map.of();
    }

    private static Set<String> fields(Channel channel) {
        return switch (channel) {
            case SMS, WHATSAPP -> Set.of("provider", "providers", "from", "messagingServiceSid");
            case EMAIL -> Set.of("provider", "providers", "from", "unsubscribeMailto");
            case WEBHOOK -> Set.of("provider", "providers");
        };
    }

    private static ChannelSettings settings(Channel channel, JsonObject object, @Nullable String region) {
        return new ChannelSettings(providers(object), from(channel, object, region), messagingService(channel, object),
                unsubscribe(channel, object));
    }

    private static List<String> providers(JsonObject object) {
        if (object.has("provider") && object.has("providers")) {
            object.violation("provider", Violation.CONFLICT,
                    "Expected either \"provider\" or \"providers\" but found both.");
        }
        Set<String> names = new LinkedHashSet<>();
        object.textsByPointer("providers", MAX_PROVIDERS, MAX_NAME_LENGTH).forEach((at, name) -> {
            if (!names.add(name)) {
                object.violationAt(at, Violation.CONFLICT, "Expected each provider once but found \"" + name
                        + "\" again.");
            }
        });
        String provider = object.has("provider") ? object.requiredText("provider", MAX_NAME_LENGTH) : "";
        return names.isEmpty() && !provider.isBlank() ? List.of(provider) : List.copyOf(names);
    }

    private static @Nullable String from(Channel channel, JsonObject object, @Nullable String region) {
        String from = object.text("from", MAX_SENDER_LENGTH);
        if (from == null || !fields(channel).contains("from")) {
            return null;
        }
        Optional<String> sender = switch (channel) {
            case SMS -> phone(from, region).or(() -> Optional.of(from).filter(SENDER_ID.asMatchPredicate()));
            case WHATSAPP -> phone(from, region);
            case EMAIL -> mailbox(from);
            case WEBHOOK -> Optional.empty();
        };
        if (sender.isEmpty()) {
            object.violation("from", Violation.FORMAT, "Expected " + sender(channel) + " in \"from\" but found "
                    + JsonObject.typeOf(from) + ".");
        }
        return sender.orElse(null);
    }

    private static String sender(Channel channel) {
        return switch (channel) {
            case SMS -> "a phone number such as +14155550100, or a sender id of at most 11 letters and digits,";
            case WHATSAPP -> "a phone number such as +14155550100";
            case EMAIL -> "an e-mail address such as Acme <hello@example.com>";
            case WEBHOOK -> "no sender";
        };
    }

    private static Optional<String> phone(String text, @Nullable String region) {
        return Address.of(AddressKind.PHONE, text, region).map(Address::to);
    }

    /** An e-mail address with or without a name. */
    private static Optional<String> mailbox(String text) {
        Matcher named = NAMED_ADDRESS.matcher(text);
        String address = named.matches() ? named.group(1) : text;
        return email(address).map(_ -> text.trim());
    }

    private static Optional<String> email(String text) {
        return Address.of(AddressKind.EMAIL, text, null).map(Address::to);
    }

    private static @Nullable String messagingService(Channel channel, JsonObject object) {
        String sid = object.text("messagingServiceSid", MAX_SENDER_LENGTH);
        if (sid == null || channel.addressKind() != AddressKind.PHONE) {
            return null;
        }
        if (!MESSAGING_SERVICE.matcher(sid).matches()) {
            object.violation("messagingServiceSid", Violation.FORMAT, "Expected MG and 32 hexadecimal digits in"
                    + " \"messagingServiceSid\" but found " + JsonObject.typeOf(sid) + ".");
            return null;
        }
        return sid;
    }

    private static @Nullable String unsubscribe(Channel channel, JsonObject object) {
        String address = object.text("unsubscribeMailto", MAX_SENDER_LENGTH);
        if (address == null || channel != Channel.EMAIL) {
            return null;
        }
        Optional<String> valid = email(address);
        if (valid.isEmpty()) {
            object.violation("unsubscribeMailto", Violation.FORMAT, "Expected an e-mail address in"
                    + " \"unsubscribeMailto\" but found " + JsonObject.typeOf(address) + ".");
        }
        return valid.orElse(null);
    }
}
