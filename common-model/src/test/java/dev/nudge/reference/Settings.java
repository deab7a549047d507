package dev.nudge.reference;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Automations, preferences, organizations and templates as they were given, and the questions that rules ask them. */
final class Settings {
    /** Something of an organization; automations are ordered by it. */
    record Key(String organizationId, String id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::organizationId).thenComparing(Key::id).compare(this, other);
        }
    }

    /** W2: a zone, its name, and where it comes from. */
    record Zone(ZoneId id, String name, String from) {}

    private record PreferenceKey(String organizationId, String userId, String automationId) {}

    private final TreeMap<Key, Map<String, Object>> automations = new TreeMap<>();
    private final Map<Key, Integer> versions = new LinkedHashMap<>();
    private final Map<PreferenceKey, Map<String, Object>> preferences = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> organizations = new LinkedHashMap<>();
    private final Map<Key, Map<String, Object>> templates = new LinkedHashMap<>();

    // ---- changes

    /** C5: ignored unless the definition is newer than the known version of the automation. */
    void put(Map<String, Object> automation) {
        Key key = new Key(Values.string(automation, "organizationId"), Values.string(automation, "_id"));
        if (version(automation) > versions.getOrDefault(key, 0)) {
            versions.put(key, version(automation));
            automations.put(key, automation);
        }
    }

    void delete(String organizationId, String automationId, int version) {
        Key key = new Key(organizationId, automationId);
        if (version >= versions.getOrDefault(key, 0)) {
            versions.put(key, version);
            automations.remove(key);
        }
    }

    void putPreference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference) {
        PreferenceKey key = new PreferenceKey(organizationId, userId, automationId);
        if (preference == null) {
            preferences.remove(key);
        } else {
            preferences.put(key, preference);
        }
    }

    void putOrganization(String organizationId, Map<String, Object> document) {
        organizations.put(organizationId, document);
    }

    void putTemplate(String organizationId, String name, @Nullable Map<String, Object> template) {
        if (template == null) {
            templates.remove(new Key(organizationId, name));
        } else {
            templates.put(new Key(organizationId, name), template);
        }
    }

    void clear() {
        automations.clear();
        versions.clear();
        preferences.clear();
        organizations.clear();
        templates.clear();
    }

    // ---- automations

    @Nullable
    Map<String, Object> automation(String organizationId, String automationId) {
        return automations.get(new Key(organizationId, automationId));
    }

    /** S1, S2: the automations of the organization that listen to the type, ordered by their ids. */
    List<Map<String, Object>> listening(String organizationId, String type) {
        return automations.entrySet().stream().filter(entry -> entry.getKey().organizationId().equals(organizationId))
                .map(Map.Entry::getValue).filter(automation -> type.equals(automation.get("event"))
                        || type.equals(automation.get("triggerType")))
                .toList();
    }

    static int version(Map<String, Object> automation) {
        return Values.integer(automation.get("version"), 1);
    }

    static boolean timed(Map<String, Object> automation) {
        return "timer".equals(automation.get("triggerLogicType"));
    }

    /** S8. */
    static boolean timerOff(Map<String, Object> automation) {
        return timed(automation) && Boolean.FALSE.equals(Values.object(automation.get("timerLogic")).get("enabled"));
    }

    /** S12: the steps of timer logic; empty when it has none. */
    static List<Map<String, Object>> steps(Map<String, Object> automation) {
        return timed(automation)
                ? Values.list(automation.get("steps")).stream().map(Values::object).toList()
                : List.of();
    }

    /** S8, S12: the delay and unit before a follow-up. */
    static Map<String, Object> delay(Map<String, Object> automation, int followUp) {
        List<Map<String, Object>> steps = steps(automation);
        return steps.isEmpty()
                ? Values.object(automation.get("timerLogic"))
                : steps.get(Math.min(followUp, steps.size()) - 1);
    }

    /** S6: the follow-ups of a run of timer logic, or the firings of event logic since the last reply. */
    static int maxFollowUps(Map<String, Object> automation) {
        List<Map<String, Object>> steps = steps(automation);
        int otherwise = !timed(automation) ? Integer.MAX_VALUE : steps.isEmpty() ? 1 : steps.size();
        return Values.integer(automation.get("maxFollowUpCount"), otherwise);
    }

    /** F1, S12: the actions of a follow-up; a step's own replace the automation's. */
    static List<Map<String, Object>> actions(Map<String, Object> automation, int followUp) {
        List<Map<String, Object>> steps = steps(automation);
        Object own = followUp <= steps.size() ? steps.get(followUp - 1).get("actions") : null;
        Object actions = own == null ? automation.get("actions") : own;
        return Values.list(Values.object(actions).get("sendMessage")).stream().map(Values::object).toList();
    }

    /** F4: the actions of this and all later follow-ups. */
    static List<Map<String, Object>> remainingActions(Map<String, Object> automation, int followUp) {
        if (!steps(automation).isEmpty() && followUp > steps(automation).size()) {
            return List.of();
        }
        List<Map<String, Object>> remaining = new ArrayList<>(actions(automation, followUp));
        for (int later = followUp + 1; later <= steps(automation).size(); later++) {
            remaining.addAll(actions(automation, later));
        }
        return remaining;
    }

    /** C4: absent means both for timer logic and none for event logic; both for an automation that is unknown. */
    boolean cancelledBy(String organizationId, String automationId, String cause) {
        Map<String, Object> automation = automation(organizationId, automationId);
        if (automation == null) {
            return true;
        }
        Object cancelOn = automation.get("cancelOn");
        return cancelOn == null ? timed(automation) : Values.list(cancelOn).contains(cause);
    }

    // ---- preferences, templates, organizations

    /** S4. */
    static String userAsked(Lead lead, Map<String, Object> automation) {
        Object owner = lead.attributes.get("ownerId");
        return Values.missing(owner) ? Values.string(automation, "userId") : String.valueOf(owner);
    }

    /** S4. */
    @Nullable
    String preferenceReason(Lead lead, Map<String, Object> automation, String userAsked) {
        PreferenceKey key = new PreferenceKey(lead.organizationId, userAsked, Values.string(automation, "_id"));
        Map<String, Object> preference = preferences.get(key);
        if (preference == null) {
            return "NO_PREFERENCE";
        }
        return Boolean.TRUE.equals(preference.get("enabled")) ? null : "PREFERENCE_OFF";
    }

    /** F2. */
    Map<String, Object> notification(String organizationId, @Nullable String userAsked, String automationId) {
        PreferenceKey key = new PreferenceKey(organizationId, String.valueOf(userAsked), automationId);
        return Values.object(preferences.getOrDefault(key, Map.of()).get("userSmsNotification"));
    }

    @Nullable
    Map<String, Object> template(String organizationId, String name) {
        return templates.get(new Key(organizationId, name));
    }

    Map<String, Object> organization(String organizationId) {
        return organizations.getOrDefault(organizationId, Map.of());
    }

    @Nullable
    String defaultRegion(String organizationId) {
        return Values.present(organization(organizationId).get("defaultRegion"));
    }

    /** E8: absent means seven days, null no limit. */
    @Nullable
    Duration maxEventAge(String organizationId) {
        Map<String, Object> organization = organization(organizationId);
        return organization.containsKey("maxEventAge")
                ? Instants.duration(organization.get("maxEventAge"))
                : Duration.ofDays(7);
    }

    /** S13. */
    int ceiling(String organizationId) {
        return Values.integer(organization(organizationId).get("ceilingPerHour"), 10);
    }

    // ---- zones

    /** W2. */
    Zone zone(Lead lead, Map<String, Object> automation) {
        String ofSchedule = Zones.name(Values.object(automation.get("schedule")).get("timezone"));
        return ofSchedule == null ? zone(lead) : new Zone(Zones.of(ofSchedule), ofSchedule, "schedule");
    }

    /** W2 without a schedule; also the zone of caps (W5). */
    Zone zone(Lead lead) {
        String ofLead = Zones.name(lead.attributes.get("timezone"));
        if (ofLead != null) {
            return new Zone(Zones.of(ofLead), ofLead, "lead");
        }
        String ofOrganization = Zones.name(organization(lead.organizationId).get("timezone"));
        return ofOrganization == null
                ? new Zone(ZoneId.of("UTC"), "UTC", "default")
                : new Zone(Zones.of(ofOrganization), ofOrganization, "organization");
    }

    /** W5, for holidays. */
    ZoneId organizationZone(String organizationId) {
        String name = Zones.name(organization(organizationId).get("timezone"));
        return Zones.of(name == null ? "UTC" : name);
    }

    /** W5: the lead's, the single zone of its phone number, that of the quiet hours, the organization's, UTC. */
    ZoneId quietZone(Lead lead, Map<String, Object> quietHours) {
        Object ofPhone = Addresses.zone(lead.attributes.get("phone"), defaultRegion(lead.organizationId));
        return Stream
                .of(lead.attributes.getOrDefault("timezone", ""), ofPhone == null ? "" : ofPhone,
                        quietHours.getOrDefault("timezone", ""),
                        organization(lead.organizationId).getOrDefault("timezone", ""))
                .flatMap(given -> Stream.ofNullable(Zones.name(given))).findFirst().map(Zones::of)
                .orElse(ZoneId.of("UTC"));
    }
}
