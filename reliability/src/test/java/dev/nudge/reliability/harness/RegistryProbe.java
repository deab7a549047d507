package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TopicReader;
import dev.nudge.testsupport.TopicReader.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies from outside that every engine's registry equals the database. For each event type that an automation ever
 * listened to, one event is sent to a new lead of each partition, so that it reaches each engine. The decisions show
 * which automations an engine knows, in which version, whether they are enabled, and what the templates contain.
 */
record RegistryProbe(Site site) {

    private static final Duration TIMEOUT = Duration.ofMinutes(2); // builds run on small, busy machines

    /** Returns once both engines know all changes that were accepted before. */
    void awaitEqual(String... organizationIds) {
        awaitBothEnginesAssigned();
        await("changes to be published").atMost(TIMEOUT).until(() -> site.store().changesToPublish() == 0);
        String name = Long.toString(System.nanoTime(), 36);
        await("the registries to equal the database").atMost(TIMEOUT).untilAsserted(
                () -> probe(name + "-" + System.nanoTime(), List.of(organizationIds)));
    }

    private void awaitBothEnginesAssigned() {
        int members = Part.ENGINES.size() * Site.CONSUMERS_PER_ENGINE;
        await("both engines to have partitions").atMost(TIMEOUT).untilAsserted(
                () -> assertThat(site.topics().shares("nudge-engine")).hasSize(members)
                        .containsOnly(Site.PARTITIONS / members));
    }

    private void probe(String round, List<String> organizationIds) {
        Map<String, Set<String>> expected = new TreeMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", site.bootstrapServers()), new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String organizationId : organizationIds) {
                List<Map<String, @Nullable Object>> automations = site.store().read("automations", organizationId);
                for (String type : types(automations)) {
                    Set<String> known = known(organizationId, automations, type);
                    for (int partition = 0; partition < Site.PARTITIONS; partition++) {
                        String leadId = leadIn(partition, "probe-" + round + "-" + type);
                        expected.put(leadId, known);
                        var _ = producer.send(new ProducerRecord<>("lead.events", leadId.getBytes(
                                StandardCharsets.UTF_8), JsonCodec.write(event(organizationId, type, leadId))));
                    }
                }
            }
        }
        site.awaitDrained();
        Map<String, Set<String>> decided = decided(expected.keySet());
        expected.values().removeIf(Set::isEmpty);
        assertThat(decided).as("decisions of the engines, by probe lead").isEqualTo(expected);
    }

    private static Set<String> types(List<Map<String, @Nullable Object>> automations) {
        return automations.stream().flatMap(automation -> Stream.of("event", "triggerType").map(automation::get))
                .filter(Objects::nonNull).map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String leadIn(int partition, String prefix) {
        return IntStream.iterate(0, number -> number + 1).mapToObj(number -> prefix + "-" + number)
                .filter(leadId -> TopicReader.home(leadId, Site.PARTITIONS) == partition).findFirst().orElseThrow();
    }

    private static Map<String, Object> event(String organizationId, String type, String leadId) {
        return Map.of("id", leadId, "type", type, "organizationId", organizationId, "leadId", leadId, "data",
                Map.of("from", "New lead", "to", "Contacted"), "lead", Map.of("phone", "+14155550100"));
    }

    private Set<String> known(String organizationId, List<Map<String, @Nullable Object>> automations, String type) {
        Map<String, @Nullable Object> templates = new HashMap<>();
        site.store().read("templates", organizationId)
                .forEach(template -> templates.put(String.valueOf(template.get("name")), template.get("body")));
        Map<String, @Nullable Object> preferences = new HashMap<>();
        site.store().read("users", organizationId)
                .forEach(user -> preferences.put(String.valueOf(user.get("userId")), user.get("automations")));
        return automations.stream().filter(automation -> !Boolean.TRUE.equals(automation.get("deleted")))
                .filter(automation -> type.equals(automation.get("event"))
                        || type.equals(automation.get("triggerType")))
                .map(automation -> automation.get("_id") + " v" + automation.get("version")
                        + (organizationId.equals(ChangingOrganization.ID)
                                ? answer(automation, preferences, templates)
                                : ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The expected decision of an automation that fires immediately. */
    private static String answer(Map<String, @Nullable Object> automation,
            Map<String, @Nullable Object> preferences, Map<String, @Nullable Object> templates) {
        Object enabled = at(preferences.get(String.valueOf(automation.get("userId"))), String.valueOf(automation.get(
                "_id")), "enabled");
        Object action = at(automation, "actions", "sendMessage") instanceof List<?> actions ? actions.getFirst() : null;
        return Boolean.TRUE.equals(enabled)
                ? " FIRED " + templates.get(String.valueOf(at(action, "template")))
                : " SKIPPED PREFERENCE_OFF";
    }

    private static @Nullable Object at(@Nullable Object json, String... path) {
        Object found = json;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }

    private Map<String, Set<String>> decided(Set<String> leads) {
        Map<String, @Nullable Object> texts = new HashMap<>();
        for (Entry message : site.topics().read("message.commands")) {
            texts.put(message.text("automationId") + message.text("leadId"), message.get("text"));
        }
        Map<String, Set<String>> decided = new TreeMap<>();
        for (Entry decision : site.topics().read("automation.decisions")) {
            String leadId = decision.text("leadId");
            if (leads.contains(leadId) && leadId.equals(decision.get("eventId"))) {
                decided.computeIfAbsent(leadId, _ -> new TreeSet<>()).add(describe(decision, texts));
            }
        }
        return decided;
    }

    private static String describe(Entry decision, Map<String, @Nullable Object> texts) {
        String known = decision.text("automationId") + " v" + decision.get("automationVersion");
        if (!ChangingOrganization.ID.equals(decision.get("organizationId"))) {
            return known;
        }
        return decision.text("outcome").equals("FIRED")
                ? known + " FIRED " + texts.get(decision.text("automationId") + decision.text("leadId"))
                : known + " " + decision.get("outcome") + " " + decision.get("reason");
    }
}
