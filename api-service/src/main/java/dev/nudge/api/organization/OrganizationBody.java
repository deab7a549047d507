package dev.nudge.api.organization;

import dev.nudge.api.web.Nulls;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Valid settings from a request body.
 *
 * @param settings the settings to store, quiet hours as a list; absent and null fields are not set, except that null in {@code maxEventAge}
 * means no limit (E8)
 * @param organization the settings as the engine reads them
 */
record OrganizationBody(Map<String, @Nullable Object> settings, Organization organization) {

    private static final String MAX_EVENT_AGE = "maxEventAge";
    private static final String CHANNELS_FIELD = "channels";
    private static final Set<String> CHANNELS = Arrays.stream(Channel.values()).map(Channel::json)
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> SERVER_FIELDS = Set.of("_id", "version", "warnings");
    private static final Set<String> KNOWN = known();

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(OrganizationReader.FIELDS);
        known.addAll(SERVER_FIELDS);
        known.add(CHANNELS_FIELD);
        return Set.copyOf(known);
    }

    /** @throws ProblemException with all violations */
    static OrganizationBody read(String organizationId, Map<String, @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(KNOWN);
        Organization organization = OrganizationReader.settings(object, organizationId, 1);
        checkWebhookUrl(object);
        checkChannels(object.object(CHANNELS_FIELD));
        if (!object.violations().isEmpty()) {
            throw ProblemException.invalid(object.violations());
        }
        Map<String, @Nullable Object> settings = Nulls.removed(body);
        settings.keySet().removeAll(SERVER_FIELDS);
        if (body.containsKey(MAX_EVENT_AGE)) {
            settings.put(MAX_EVENT_AGE, body.get(MAX_EVENT_AGE));
        }
        settings.computeIfPresent("quietHours", (_, hours) -> hours instanceof List<?> ? hours : List.of(hours));
        return new OrganizationBody(settings, organization);
    }

    private static void checkWebhookUrl(JsonObject object) {
        if (object.get("webhookUrl") instanceof String url && !isWebAddress(url)) {
            object.violation("webhookUrl", Violation.FORMAT,
                    "Expected an address such as https://example.com/hook in \"webhookUrl\" but found "
                            + JsonObject.typeOf(url) + ".");
        }
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
