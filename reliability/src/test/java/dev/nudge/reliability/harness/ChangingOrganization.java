package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.testsupport.StoreReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The organization whose automations are created, changed and deleted while events arrive. Each automation fires
 * immediately, so that an event shows what an engine knows of it: its version, the preference, and the template.
 */
final class ChangingOrganization {

    static final String ID = "changing";
    static final int EVENT_TYPES = 12;

    private static final String CREATOR = "chris";
    private static final int TEMPLATES = 4;

    private final Client creator;
    private final Random random;
    private final List<String> alive = new ArrayList<>();
    /** The last accepted change of each automation: its name, or nothing if it was deleted. */
    private final Map<String, String> accepted = new LinkedHashMap<>();
    private final Map<String, String> typeOf = new LinkedHashMap<>();
    private final Map<String, String> templates = new LinkedHashMap<>();
    private int changes;

    ChangingOrganization(Site site, long seed) {
        this.creator = site.user(ID, CREATOR);
        this.random = new Random(seed);
    }

    static String eventType(int number) {
        return "changing.type" + number;
    }

    /** Makes a random change; returns once the API has accepted it. */
    void changeSomething() {
        changes++;
        int chance = alive.isEmpty() ? 0 : random.nextInt(100);
        if (chance < 25 && alive.size() < 2 * EVENT_TYPES) {
            create();
        } else if (chance < 55) {
            replace(anyAutomation());
        } else if (chance < 70) {
            delete(anyAutomation());
        } else if (chance < 85) {
            creator.patch("/api/automations/" + anyAutomation() + "/preference",
                    Map.of("enabled", random.nextBoolean()));
        } else {
            String name = template();
            String body = "Text " + changes;
            creator.put("/api/templates/" + name, Map.of("body", body));
            templates.put(name, body);
        }
    }

    private void create() {
        String type = eventType(random.nextInt(EVENT_TYPES));
        Map<String, @Nullable Object> answer = creator.post("/api/automations", body(type));
        String id = Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(answer.get("automation"))).get("_id"))
                .toString();
        alive.add(id);
        typeOf.put(id, type);
        accepted.put(id, name());
    }

    private void replace(String id) {
        creator.put("/api/automations/" + id, body(Objects.requireNonNull(typeOf.get(id))));
        accepted.put(id, name());
    }

    private void delete(String id) {
        creator.delete("/api/automations/" + id);
        alive.remove(id);
        accepted.put(id, "");
    }

    private Map<String, Object> body(String type) {
        return Map.of("name", name(), "event", type, "triggerLogicType", "event", "actions",
                Map.of("sendMessage", List.of(Map.of("template", template(), "channel", "sms"))));
    }

    private String name() {
        return "Change " + changes;
    }

    private String template() {
        return "note-" + random.nextInt(TEMPLATES);
    }

    private String anyAutomation() {
        return alive.get(random.nextInt(alive.size()));
    }

    /** Every accepted change is stored. An automation whose creation got no response may exist as well. */
    void assertStoredIn(StoreReader store) {
        Map<String, String> stored = store.read("automations", ID).stream()
                .filter(document -> accepted.containsKey(String.valueOf(document.get("_id"))))
                .collect(Collectors.toMap(document -> String.valueOf(document.get("_id")),
                        document -> Boolean.TRUE.equals(document.get("deleted"))
                                ? ""
                                : String.valueOf(document.get("name"))));
        assertThat(stored).as("stored automations, by the last accepted change").isEqualTo(accepted);
        Map<String, String> storedTemplates = store.read("templates", ID).stream().collect(Collectors.toMap(
                document -> String.valueOf(document.get("name")), document -> String.valueOf(document.get("body"))));
        assertThat(storedTemplates).as("stored templates").isEqualTo(templates);
    }
}
