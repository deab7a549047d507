package dev.nudge.api.organization;

import dev.nudge.api.web.Nulls;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Channel;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Validates an organization's settings in a request body; absent and null fields are not set. */
final class OrganizationBody {

    private static final Set<String> SETTINGS = Set.of("timezone", "webhookUrl", "caps", "quietHours", "channels");
    private static final Set<String> CHANNELS = Arrays.stream(Channel.values()).map(Channel::json)
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
    private static final int MAX_CAP = 1_000_000;

    private OrganizationBody() {}

    /**
     * @return the settings to store
     * @throws ProblemException with all violations
     */
    static Map<String, @Nullable Object> read(String organizationId, Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> settings = Nulls.removed(body);
        settings.keySet().retainAll(SETTINGS);
        List<Violation> violations = Violations.of(check(body));
        if (asTheEngineReads(organizationId, settings) instanceof Reading.Refused<?>(var refused)) {
            violations.addAll(refused);
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return settings;
    }

    private static Reading<?> asTheEngineReads(String organizationId, Map<String, @Nullable Object> settings) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(settings);
        document.put("_id", organizationId);
        document.put("version", 1);
        return OrganizationReader.read(document);
    }

    private static List<Violation> check(Map<String, @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        Set<String> known = new TreeSet<>(SETTINGS);
        known.addAll(Set.of("_id", "version")); // set by the server
        object.allowOnly(known);
        if (object.get("webhookUrl") instanceof String url && !isWebAddress(url)) {
            object.violation("webhookUrl", Violation.FORMAT,
                    "Expected an address such as https://example.com/hook in \"webhookUrl\" but found "
                            + JsonObject.typeOf(url) + ".");
        }
        checkCaps(object.object("caps"));
        checkQuietHours(object.object("quietHours"));
        checkChannels(object.object("channels"));
        return object.violations();
    }

    /** Absolute, and without user information, because every member could read its password. */
    private static boolean isWebAddress(String text) {
        try {
            URI address = URI.create(text);
            return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                    && address.getHost() != null && address.getUserInfo() == null;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** W5. */
    private static void checkCaps(@Nullable JsonObject caps) {
        if (caps == null) {
            return;
        }
        caps.allowOnly(Set.of("perDay", "perWeek", "onExceeded"));
        caps.integer("perDay", 1, MAX_CAP);
        caps.integer("perWeek", 1, MAX_CAP);
        String onExceeded = caps.text("onExceeded", 20);
        if (onExceeded != null && !Set.of("drop", "defer").contains(onExceeded)) {
            caps.violation("onExceeded", Violation.UNKNOWN_VALUE,
                    "Expected \"drop\" or \"defer\" in \"onExceeded\" but found " + JsonObject.typeOf(onExceeded)
                            + ".");
        }
    }

    /** W5: local times in W2's zone. */
    private static void checkQuietHours(@Nullable JsonObject hours) {
        if (hours == null) {
            return;
        }
        hours.allowOnly(Set.of("start", "end"));
        String start = time(hours, "start");
        String end = time(hours, "end");
        if (!start.isBlank() && start.equals(end)) {
            hours.violation("end", Violation.CONFLICT, "\"end\" must differ from \"start\" (" + start + ").");
        }
    }

    private static String time(JsonObject hours, String name) {
        String text = hours.requiredText(name, 20);
        if (!text.isBlank() && !TIME.matcher(text).matches()) {
            hours.violation(name, Violation.FORMAT, "Expected a local time from 00:00 to 23:59 in \"" + name
                    + "\" but found " + JsonObject.typeOf(text) + ".");
            return "";
        }
        return text;
    }

    /** The sender by channel. Secrets are not allowed here, because every member can read the settings. */
    private static void checkChannels(@Nullable JsonObject channels) {
        if (channels == null) {
            return;
        }
        channels.allowOnly(CHANNELS);
        for (String name : CHANNELS) {
            JsonObject channel = channels.object(name);
            if (channel != null) {
                channel.allowOnly(Set.of("provider", "from"));
                channel.text("provider", 64);
                channel.text("from", 320);
            }
        }
    }
}
