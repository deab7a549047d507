package dev.nudge.reliability.simulation;

import dev.nudge.Topics;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Lead;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.reference.ReferenceModel.Timer;
import dev.nudge.reference.Semantics;
import dev.nudge.reference.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outside: users who save automations, and producers, which repeat events and ignore partitions. */
final class Clients implements Semantics {

    private final Simulation world;

    Clients(Simulation world) {
        this.world = world;
    }

    void take(Step step) {
        if (step instanceof Step.FireDue(Instant until, boolean _)) {
            world.advanceTo(until); // which engine fires them is under test
        } else {
            step.applyTo(this);
        }
    }

    // ---- configuration

    @Override
    public void automation(Map<String, Object> automation) {
        int version = ((Number) Objects.requireNonNull(automation.get("version"))).intValue();
        save("automation", automation.get("organizationId") + " " + automation.get("_id"), version,
                ConfigurationChange.automationSaved(version == 1, copy(automation)),
                semantics -> semantics.automation(automation));
    }

    @Override
    public void deleteAutomation(String organizationId, String automationId, int version) {
        save("automation", organizationId + " " + automationId, version,
                ConfigurationChange.automationDeleted(organizationId, automationId, version),
                semantics -> semantics.deleteAutomation(organizationId, automationId, version));
    }

    /** The API cannot remove a preference; disabling it is the closest operation. */
    @Override
    public void preference(String organizationId, String userId, String automationId,
            @Nullable Map<String, Object> preference) {
        Map<String, Object> saved = preference == null ? Map.of("enabled", false) : preference;
        String id = organizationId + " " + userId + " " + automationId;
        int version = next("preference", id);
        Map<String, @Nullable Object> document = copy(saved);
        document.put("version", version);
        save("preference", id, version,
                ConfigurationChange.preferenceChanged(organizationId, userId, automationId, document),
                semantics -> semantics.preference(organizationId, userId, automationId, saved));
    }

    @Override
    public void organization(String organizationId, Map<String, Object> settings) {
        int version = next("organization", organizationId);
        Map<String, @Nullable Object> document = copy(settings);
        document.put("version", version);
        save("organization", organizationId, version, ConfigurationChange.organizationChanged(document),
                semantics -> semantics.organization(organizationId, settings));
    }

    @Override
    public void template(String organizationId, String name, @Nullable Map<String, Object> template) {
        String id = organizationId + " " + name;
        int version = next("template", id);
        if (template == null) {
            save("template", id, version, ConfigurationChange.templateDeleted(organizationId, name, version),
                    semantics -> semantics.template(organizationId, name, null));
            return;
        }
        Map<String, @Nullable Object> document = copy(template);
        document.putAll(Map.of("organizationId", organizationId, "name", name, "version", version));
        save("template", id, version, ConfigurationChange.templateChanged(document),
                semantics -> semantics.template(organizationId, name, template));
    }

    private int next(String kind, String id) {
        return world.configuration().nextVersionOf(kind + " " + id);
    }

    private void save(String kind, String id, int version, Map<String, @Nullable Object> wire,
            Consumer<Semantics> toReference) {
        world.save(new SimulatedConfiguration.Version(kind + " " + id, version, wire, toReference));
    }

    private static Map<String, @Nullable Object> copy(Map<String, Object> document) {
        return new LinkedHashMap<>(document);
    }

    // ---- events

    @Override
    public void receive(Instant recordTimestamp, Map<String, Object> event) {
        world.advanceTo(recordTimestamp);
        byte[] value = JsonCodec.write(event);
        // Seeded by the event alone, so that a shortened history treats it in the same way.
        Random random = new Random(event.toString().hashCode());
        produce(event, value, random);
        if (random.nextInt(8) == 0) {
            produce(event, value, random);
        }
        if (random.nextInt(25) == 0) {
            world.append(new OutboundRecord(Topics.LEAD_EVENTS, random.nextInt(Simulation.PARTITIONS), null,
                    "no event".getBytes(StandardCharsets.UTF_8), Map.of()));
        }
    }

    private void produce(Map<String, Object> event, byte[] value, Random random) {
        Integer partition = random.nextInt(4) == 0 ? random.nextInt(Simulation.PARTITIONS) : null;
        world.append(new OutboundRecord(Topics.LEAD_EVENTS, partition,
                String.valueOf(event.get("leadId")).getBytes(StandardCharsets.UTF_8), value, Map.of()));
    }

    @Override
    public List<Timer> waiting() {
        return world.leads().all().stream().flatMap(Clients::waiting).sorted(Comparator.comparing(Timer::dueAt)
                .thenComparing(Timer::automationId).thenComparing(Timer::organizationId).thenComparing(Timer::leadId)
                .thenComparingInt(Timer::run)).toList();
    }

    static Stream<Timer> waiting(Lead lead) {
        return lead.automations().entrySet().stream()
                .flatMap(progress -> progress.getValue().runs().stream()
                        .map(run -> new Timer(lead.key().organizationId(), lead.key().leadId(), progress.getKey(),
                                run.number(), run.followUp(), run.dueAt(), run.automationVersion())));
    }

    /** E10: the opt-outs that engines have appended; that they arrive again must have no effect. */
    @Override
    public List<Map<String, Object>> appended() {
        return world.log().passedOn().stream().map(record -> Check.json(record)).toList();
    }

    @Override
    public Map<String, Object> timerDue(Timer timer) {
        return new ReferenceModel().timerDue(timer);
    }
}
