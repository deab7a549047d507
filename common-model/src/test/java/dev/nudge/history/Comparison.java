package dev.nudge.history;

import dev.nudge.decision.Decision;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.reference.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one history against the core and the reference model. After each step, the new decisions, messages and refusals
 * and the state of the leads must be equal. The decisions and messages of one step are compared without their order,
 * which the contract does not define. The core's ids must be unique, and each decision must list the ids of its
 * messages.
 */
final class Comparison {

    /** The first difference. */
    record Difference(int step, String what, String core, String reference) {
        @Override
        public String toString() {
            return "at step " + step + " in " + what + "\n  core:      " + core + "\n  reference: " + reference;
        }
    }

    private final RealCore core = new RealCore();
    private final ReferenceModel reference = new ReferenceModel();
    private final Map<LeadKey, Lead> compared = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private int decisions;
    private int messages;
    private int suppressions;

    static Optional<Difference> of(List<Step> history) {
        return new Comparison().run(history);
    }

    private Optional<Difference> run(List<Step> history) {
        for (int step = 0; step < history.size(); step++) {
            try {
                history.get(step).applyTo(core);
            } catch (RuntimeException broken) {
                return Optional.of(new Difference(step, "the core (exception)", broken.toString(), ""));
            }
            history.get(step).applyTo(reference);
            boolean last = step == history.size() - 1;
            Optional<Difference> difference = difference(step, last ? core.leads() : touched(history.get(step)));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /**
     * The leads that the step refers to or changed. Comparing all leads after every step would take most of the time;
     * changes that only the reference model makes are found in its decisions and waiting runs, or after the last step.
     */
    private List<LeadKey> touched(Step step) {
        Object named = step instanceof Step.Receive(Instant _, Map<String, Object> event) ? event.get("leadId") : null;
        return core.leads().stream().filter(lead -> changed(lead) || lead.leadId().equals(named)).toList();
    }

    @SuppressWarnings("ReferenceEquality") // another instance means that the lead may have changed
    private boolean changed(LeadKey lead) {
        Lead state = core.state(lead);
        return compared.put(lead, state) != state;
    }

    private Optional<Difference> difference(int step, List<LeadKey> leads) {
        List<Difference> differences = new ArrayList<>();
        List<Decision> newDecisions = core.decisions().subList(decisions, core.decisions().size());
        List<Message> newMessages = core.messages().subList(messages, core.messages().size());
        compare(differences, step, "refusals", core.refused(), reference.refused().size());
        compare(differences, step, "decisions", unordered(newDecisions.stream().map(RealCore::inReferenceForm)),
                unordered(reference.decisions().stream().skip(decisions).map(Comparison::withoutIds)));
        compare(differences, step, "messages", unordered(newMessages.stream().map(RealCore::inReferenceForm)),
                unordered(reference.messages().stream().skip(messages).map(Comparison::withoutIds)));
        for (LeadKey lead : leads) {
            compare(differences, step, lead.toString(), Json.normalized(core.lead(lead)),
                    Json.normalized(reference.lead(lead.organizationId(), lead.leadId())));
        }
        compare(differences, step, "suppressions", unordered(core.suppressions().stream().skip(suppressions)),
                unordered(reference.suppressions().stream().skip(suppressions)));
        suppressions = core.suppressions().size();
        compare(differences, step, "waiting runs", core.waiting(), reference.waiting());
        identities(differences, step, newDecisions, newMessages);
        decisions = core.decisions().size();
        messages = core.messages().size();
        return differences.stream().findFirst();
    }

    /** F3 and R1; an event whose id is no longer remembered has the same decisions again (E5). */
    private void identities(List<Difference> differences, int step, List<Decision> newDecisions,
            List<Message> newMessages) {
        newMessages.stream().map(Message::id).filter(id -> !ids.add(id))
                .forEach(id -> differences.add(new Difference(step, "duplicate ids", id, "")));
        compare(differences, step, "the message ids of decisions",
                newMessages.stream().map(Message::id).sorted().toList(),
                newDecisions.stream().flatMap(decision -> decision.messageIds().stream()).sorted().toList());
    }

    /** Ids are hashes of the same parts, which the two make in different ways. */
    private static Map<String, @Nullable Object> withoutIds(Map<String, Object> document) {
        Map<String, @Nullable Object> copy = Json.object(document);
        copy.remove("id");
        if (copy.get("messageIds") instanceof List<?> ids) {
            copy.put("messageIds", (long) ids.size());
        }
        if (copy.get("notes") instanceof List<?> notes) {
            copy.put("notes", notes.stream().map(note -> ((Map<?, ?>) note).get("note")).map(String::valueOf).distinct()
                    .sorted().toList());
        }
        if (copy.get("variables") instanceof Map<?, ?> variables) {
            copy.put("variables", variables.get("lead"));
        }
        return copy;
    }

    private static void compare(List<Difference> differences, int step, String what, @Nullable Object core,
            @Nullable Object reference) {
        if (core == null ? reference != null : !core.equals(reference)) {
            differences.add(new Difference(step, what, String.valueOf(core), String.valueOf(reference)));
        }
    }

    private static List<Map<String, @Nullable Object>> unordered(Stream<? extends Map<String, ?>> documents) {
        return documents.map(Json::object).sorted(Comparator.comparing(Object::toString)).toList();
    }
}
