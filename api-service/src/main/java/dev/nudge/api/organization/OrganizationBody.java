package dev.nudge.api.organization;

import dev.nudge.api.web.Nulls;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Valid settings from a request body.
 *
 * @param settings the settings to store, quiet hours as a list; absent and null fields are not set, except that null in
 *        {@code maxEventAge} means no limit (E8)
 * @param organization the settings as the engine reads them
 */
record OrganizationBody(Map<String, @Nullable Object> settings, Organization organization) {

    static final String INBOUND = "inbound";
    static final String CREATE_LEADS = "createLeads";

    private static final String MAX_EVENT_AGE = "maxEventAge";
    private static final Set<String> SERVER_FIELDS = Set.of("_id", "version", "warnings");
    private static final Set<String> KNOWN = known();

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(OrganizationReader.FIELDS);
        known.addAll(SERVER_FIELDS);
        known.add(INBOUND);
        return Set.copyOf(known);
    }

    /**
     * @param delivery the providers that an organization can select
     * @throws ProblemException with all violations
     */
    static OrganizationBody read(String organizationId, Map<String, @Nullable Object> body,
            DeliverySettings delivery) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(KNOWN);
        Organization organization = OrganizationReader.settings(object, organizationId, 1);
        checkWebhookUrl(object);
        checkInbound(object.object(INBOUND));
        ProviderNames.check(object, delivery);
        ProblemException.throwIfInvalid(object);
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

    /** What is done with messages that come in. */
    private static void checkInbound(@Nullable JsonObject inbound) {
        if (inbound != null) {
            inbound.allowOnly(Set.of(CREATE_LEADS));
            inbound.bool(CREATE_LEADS);
        }
    }
}
