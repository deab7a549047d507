package dev.nudge.standalone.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An automation of a separate organization, which shows from outside whether events are being decided. */
final class Probe {

    private static final String ORGANIZATION = "probe";

    private final StandaloneProcess nudge;
    private final Client client;
    private final String type = "probe." + UUID.randomUUID().toString().replace("-", "");

    private Probe(StandaloneProcess nudge) {
        this.nudge = nudge;
        this.client = nudge.user(ORGANIZATION, "probe");
    }

    /** Creates the automation, after all previous requests to the API. */
    static Probe in(StandaloneProcess nudge) {
        Probe probe = new Probe(nudge);
        probe.client.post("/api/automations",
                Map.of("name", probe.type, "event", probe.type, "triggerLogicType", "event", "actions",
                        Map.of("sendMessage", List.of(Map.of("template", "probe", "channel", "sms")))));
        return probe;
    }

    /** Sends events until one of them fires. */
    void awaitFiring() {
        Set<String> leads = new HashSet<>();
        await("an event to be decided").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(100))
                .until(() -> leads.add(send()) && firedForOneOf(leads));
    }

    /** Sends an event that fires, and returns its lead's id. */
    String send() {
        String leadId = UUID.randomUUID().toString();
        client.post("/api/events", Map.of("type", type, "leadId", leadId, "lead", Map.of("phone", "+14155550100")));
        return leadId;
    }

    private boolean firedForOneOf(Set<String> leads) {
        return nudge.topics().read("automation.decisions", ORGANIZATION).stream().anyMatch(
                decision -> "FIRED".equals(decision.get("outcome")) && leads.contains(decision.text("leadId")));
    }
}
