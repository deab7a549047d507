package dev.nudge.reliability.simulation;

import dev.nudge.Topics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.history.RealCore;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import dev.nudge.lead.Removal;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.reliability.simulation.SimulatedLeads.Accepted;
import dev.nudge.testsupport.ComparableResult;
import dev.nudge.testsupport.SuppressionList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares all results with the reference model, which gets the contents of the log: each lead's records in order, with
 * the configuration that the writer of the lead knew.
 */
final class Check {

    private final Simulation world;
    private final List<String> violations = new ArrayList<>();
    private final Map<LeadKey, List<InboundRecord>> byLead = new LinkedHashMap<>();
    private final Set<String> expectedDead = new TreeSet<>();
    private final Map<Map<String, @Nullable Object>, Integer> expectedMessages = new HashMap<>();
    private final Map<Map<String, @Nullable Object>, Integer> expectedDecisions = new HashMap<>();
    private final Map<String, Map<String, @Nullable Object>> expectedPassedOn = new TreeMap<>();
    private final List<Map<String, Object>> expectedSuppressions = new ArrayList<>();
    private long events;
    private long timers;

    Check(Simulation world) {
        this.world = world;
    }

    List<String> violations() {
        sort();
        byLead.forEach(this::apply);
        compare("message", byId(Topics.MESSAGE_COMMANDS), expectedMessages);
        compare("decision", byId(Topics.AUTOMATION_DECISIONS), expectedDecisions);
        Map<Map<String, @Nullable Object>, Integer> passedOn = new HashMap<>();
        expectedPassedOn.values().forEach(event -> passedOn.merge(event, 1, Integer::sum));
        compare("opt-out of a merged lead", passedOn(), passedOn);
        compareSuppressions();
        deadLetters();
        return violations;
    }

    Simulation.Summary summary(long calls, long faults) {
        return new Simulation.Summary(calls, faults, events, timers, byId(Topics.MESSAGE_COMMANDS).size(),
                byId(Topics.AUTOMATION_DECISIONS).size());
    }

    /** E6, invariants 5 and 6: unreadable records are dead-lettered, misrouted ones are forwarded in order. */
    private void sort() {
        for (int partition = 0; partition < Simulation.PARTITIONS; partition++) {
            for (InboundRecord record : world.log().leadEvents(partition)) {
                if (read(record) instanceof Reading.Understood<LeadEvent>(LeadEvent event)) {
                    if (Simulation.homeOf(event.key()) == partition) {
                        byLead.computeIfAbsent(event.key(), any -> new ArrayList<>()).add(record);
                        events++;
                        timers += event.isTimerDue() ? 1 : 0;
                    } else if (!isHome(event, record)) {
                        violations.add("lost: not forwarded " + position(record));
                    }
                } else {
                    expectedDead.add(position(record));
                }
            }
        }
    }

    private static Reading<LeadEvent> read(InboundRecord record) {
        return LeadEventCodec.read(Objects.requireNonNull(record.value()));
    }

    private boolean isHome(LeadEvent event, InboundRecord record) {
        return world.log().leadEvents(Simulation.homeOf(event.key())).stream()
                .anyMatch(candidate -> Arrays.equals(candidate.value(), record.value()));
    }

    private static String position(InboundRecord record) {
        return record.partition() + "@" + record.offset();
    }

    /** Applies one lead's records to the reference. */
    private void apply(LeadKey key, List<InboundRecord> records) {
        ReferenceModel reference = new ReferenceModel();
        List<Accepted> writes = world.leads().writesOf(key);
        for (Accepted write : writes) {
            checkProgress(key, write);
            checkFreshness(key, write.view(), write.view().required());
            checkFreshness(key, write.view(), world.log().acknowledgedBefore(write.after()));
        }
        KnownConfiguration.@Nullable View view = null;
        for (InboundRecord record : records) {
            KnownConfiguration.View next = writes.stream()
                    .filter(write -> write.after().offset() >= record.offset()).findFirst().map(Accepted::view)
                    .orElse(view);
            if (next != null && !next.equals(view)) {
                reference.forgetConfiguration();
                next.versions().forEach(
                        (id, version) -> world.configuration().version(id, version).toReference().accept(reference));
                view = next;
            }
            int refused = reference.refused().size();
            reference.receive(record.timestamp(), json(record));
            if (reference.refused().size() > refused) {
                expectedDead.add(position(record));
            }
        }
        reference.messages().forEach(message -> count(expectedMessages, message));
        reference.decisions().forEach(decision -> count(expectedDecisions, decision));
        reference.appended().forEach(
                event -> expectedPassedOn.put(key + " " + event.get("leadId") + " " + event.get("id"),
                        ComparableResult.ofReference(event)));
        expectedSuppressions.addAll(reference.suppressions());
        compareState(key, reference);
    }

    static Map<String, Object> json(InboundRecord record) {
        Map<String, Object> json = new LinkedHashMap<>();
        JsonCodec.readObject(Objects.requireNonNull(record.value())).orThrow().forEach(json::put);
        return json;
    }

    /** Invariants 1 and 2: a lead's position only increases. */
    private void checkProgress(LeadKey key, Accepted write) {
        if (write.before() != null && write.after().offset() <= write.before().offset()) {
            violations.add("went back: " + key + " from " + write.before() + " to " + write.after());
        }
    }

    /**
     * An engine decides nothing before it knows every change that was saved before it started, and every change whose
     * publication was acknowledged before the record was appended.
     */
    private void checkFreshness(LeadKey key, KnownConfiguration.View view, Map<String, Integer> required) {
        Map<String, Integer> known = view.versions();
        required.forEach((id, version) -> {
            if (known.getOrDefault(id, 0) < version) {
                violations.add("decided too early: " + key + " without version " + version + " of " + id);
            }
        });
    }

    private void compareState(LeadKey key, ReferenceModel reference) {
        Object expected = Json.normalized(reference.lead(key.organizationId(), key.leadId()));
        boolean known = world.leads().keys().contains(key);
        Object actual = known
                ? Json.normalized(RealCore.inReferenceForm(world.leads().stored(key).lead()))
                : Map.of();
        if (!Objects.equals(expected, actual)) {
            violations.add("lead differs: " + key + "\n  engine:    " + actual + "\n  reference: " + expected);
        }
        compareErasure(key, known ? world.leads().stored(key).lead().removal() : null);
        List<?> waiting = known ? Clients.waiting(world.leads().stored(key).lead()).toList() : List.of();
        if (!Set.copyOf(waiting).equals(Set.copyOf(reference.waiting()))) {
            violations.add("timers differ: " + key + "\n  engine:    " + waiting + "\n  reference: "
                    + reference.waiting());
        }
    }

    /** E10: the personal data of deleted and merged leads is removed, and of no others. */
    private void compareErasure(LeadKey key, @Nullable Removal removal) {
        Instant expected = removal == null ? null : removal.at();
        Instant actual = world.documents().erasedUntil(key);
        if (!Objects.equals(expected, actual)) {
            violations.add("erasures differ: " + key + ": until " + actual + ", expected until " + expected);
        }
    }

    /** Consumers identify records by id, so one id must not have two contents. */
    private Map<String, Map<String, @Nullable Object>> byId(String topic) {
        Map<String, Map<String, @Nullable Object>> byId = new TreeMap<>();
        for (OutboundRecord record : world.log().published(topic)) {
            Map<String, @Nullable Object> json = JsonCodec.readObject(Objects.requireNonNull(record.value())).orThrow();
            // After more than seven days an event's id is forgotten, and its repeat is decided again (E5, R1).
            String id = json.get("id") + " " + json.get("sequence");
            Map<String, @Nullable Object> content = ComparableResult.ofPublished(json);
            Map<String, @Nullable Object> before = byId.put(id, content);
            if (before != null && !before.equals(content)) {
                violations.add("duplicated: two contents of " + topic + " under " + id + "\n  " + before + "\n  "
                        + content);
            }
        }
        return byId;
    }

    private static void count(Map<Map<String, @Nullable Object>, Integer> counts, Map<String, Object> json) {
        counts.merge(ComparableResult.ofReference(json), 1, Integer::sum);
    }

    /** The opt-outs that merged leads passed on, by the other lead and id (E10). */
    private Map<String, Map<String, @Nullable Object>> passedOn() {
        Map<String, Map<String, @Nullable Object>> byId = new TreeMap<>();
        world.log().passedOn().stream().map(Check::json).forEach(
                event -> byId.put(event.get("organizationId") + " " + event.get("leadId") + " " + event.get("id"),
                        ComparableResult.ofPublished(event)));
        return byId;
    }

    /** F4: all records about the leads together give the list. */
    private void compareSuppressions() {
        var expected = SuppressionList.of(expectedSuppressions).entries();
        var actual = world.documents().suppressions().entries();
        if (!actual.equals(expected)) {
            violations.add("suppressions differ\n  engine:    " + actual + "\n  reference: " + expected);
        }
    }

    private void compare(String what, Map<String, Map<String, @Nullable Object>> published,
            Map<Map<String, @Nullable Object>, Integer> expected) {
        Map<Map<String, @Nullable Object>, Integer> found = new HashMap<>();
        published.values().forEach(content -> found.merge(content, 1, Integer::sum));
        expected.forEach((content, count) -> {
            if (found.getOrDefault(content, 0) < count) {
                violations.add("lost: " + what + " " + content);
            }
        });
        found.forEach((content, count) -> {
            if (expected.getOrDefault(content, 0) < count) {
                violations.add("duplicated or wrong: " + what + " " + content);
            }
        });
    }

    private void deadLetters() {
        Set<String> dead = new TreeSet<>();
        for (OutboundRecord letter : world.log().published(Topics.deadLetters(Topics.LEAD_EVENTS))) {
            String position = letter.headers().get(DeadLetter.PARTITION) + "@" + letter.headers().get(
                    DeadLetter.OFFSET);
            dead.add(position);
            int partition = Integer.parseInt(Objects.requireNonNull(letter.headers().get(DeadLetter.PARTITION)));
            int offset = Integer.parseInt(Objects.requireNonNull(letter.headers().get(DeadLetter.OFFSET)));
            if (!Arrays.equals(world.log().leadEvents(partition).get(offset).value(), letter.value())) {
                violations.add("a dead letter without its original bytes: " + position);
            }
        }
        if (!dead.equals(expectedDead)) {
            violations.add("dead letters differ: engine " + dead + ", reference " + expectedDead);
        }
    }
}
