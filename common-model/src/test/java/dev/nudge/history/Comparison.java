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
 * Both live through one history; after each step, what is new of decisions, messages and refusals and all that is known
 * of the leads must be the same. Of one step decisions and messages are compared without their order, which the
 * contract leaves open. The core's ids must be all different, and each decision must name its messages.
 */
final class Comparison {

    /** Where the two first differ. */
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

    static Optional<Difference> of(List<Step> history) {
        return new Comparison().run(history);
    }

    private Optional<Difference> run(List<Step> history) {
        for (int step = 0; step < history.size(); step++) {
            try {
                history.get(step).applyTo(core);
            } catch (RuntimeException broken) {
                return Optional.of(new Difference(step, "the core, which throws", broken.toString(), ""));
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
     * The leads that the step was about or changed. Comparing all of them after every step takes most of the time; what
     * only the reference changed shows in its decisions and waiting runs, or after the last step.
     */
    private List<LeadKey> touched(Step step) {
        Object named = step instanceof Step.Receive(Instant _, Map<String, Object> event) ? event.get("leadId") : null;
        return core.leads().stream().filter(lead -> changed(lead) || lead.leadId().equals(named)).toList();
    }

    @SuppressWarnings("ReferenceEquality") // a lead that is another object may be another lead
    private boolean changed(LeadKey lead) {
        Lead state = core.state(lead);
        return compared.put(lead, state) != state;
    }

    private Optional<Difference> difference(int step, List<LeadKey> leads) {
        List<Difference> differences = new ArrayList<>();
        List<Decision> newDecisions = core.decisions().subList(decisions, core.decisions().size());
        List<Message> newMessages = core.messages().subList(messages, core.messages().size());
        compare(differences, step, "refusals", core.refused(), reference.refused().size());
        compare(differences, step, "decisions", unordered(newDecisions.stream().map(RealCore::told)),
                unordered(reference.decisions().stream().skip(decisions)));
        compare(differences, step, "messages", unordered(newMessages.stream().map(RealCore::told)),
                unordered(reference.messages().stream().skip(messages)));
        for (LeadKey lead : leads) {
            compare(differences, step, lead.toString(), Json.normalized(core.lead(lead)),
                    Json.normalized(reference.lead(lead.organizationId(), lead.leadId())));
        }
        compare(differences, step, "waiting runs", core.waiting(), reference.waiting());
        identities(differences, step, newDecisions, newMessages);
        decisions = core.decisions().size();
        messages = core.messages().size();
        return differences.stream().findFirst();
    }

    /** F3 and R1, of which the reference knows nothing. */
    private void identities(List<Difference> differences, int step, List<Decision> newDecisions,
            List<Message> newMessages) {
        List<String> newIds = Stream.concat(newDecisions.stream().map(Decision::id),
                newMessages.stream().map(Message::id)).toList();
        newIds.stream().filter(id -> !ids.add(id))
                .forEach(id -> differences.add(new Difference(step, "ids, of which one is used twice", id, "")));
        compare(differences, step, "the ids of messages that decisions name",
                newMessages.stream().map(Message::id).sorted().toList(),
                newDecisions.stream().flatMap(decision -> decision.messageIds().stream()).sorted().toList());
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
